import { expect, it } from 'vitest';
import { plain } from '../../../test/engine/engine-setup.js';
import { hmacKey, type Json, type Params, rest } from '../../../test/raw-client.js';
import { createExchange } from '../../index.js';

// In the sample of Binance's rest-api.md, "Order Amend Keep Priority", a pending order has no `workingTime`.
it('an amended order that is pending has no working time, one on the book has it', async () => {
  const exchange = createExchange({ symbols: [plain('BTCUSDT', 'BTC', 'USDT')] });
  const key = hmacKey(exchange.createAccount({ balances: { BTC: '100', USDT: '1000' } }));
  const send = async (route: string, params: Params): Promise<Json> =>
    (await rest(exchange, route, { symbol: 'BTCUSDT', ...params }, { key })).body;
  await send('POST /api/v3/orderList/oto', {
    workingType: 'LIMIT',
    workingSide: 'BUY',
    workingPrice: '10',
    workingQuantity: '5',
    workingTimeInForce: 'GTC',
    workingClientOrderId: 'working',
    pendingType: 'MARKET',
    pendingSide: 'SELL',
    pendingQuantity: '5',
    pendingClientOrderId: 'pending',
  });
  const amend = async (origClientOrderId: string) =>
    (await send('PUT /api/v3/order/amend/keepPriority', { origClientOrderId, newQty: '4' })).amendedOrder;
  const pending = await amend('pending');
  expect(pending).toMatchObject({ status: 'PENDING_NEW', qty: '4.00000000' });
  expect(pending).not.toHaveProperty('workingTime');
  expect(await amend('working')).toMatchObject({ status: 'NEW', workingTime: exchange.clock.now() });
  const open = (await send('GET /api/v3/openOrders', {})) as unknown as Json[];
  expect(open).toHaveLength(2);
});
