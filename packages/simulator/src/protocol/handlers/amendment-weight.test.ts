// According to Binance's CHANGELOG.md of 2026-04-02, `PUT /api/v3/order/amend/keepPriority` and
// `order.amend.keepPriority` have the weight 0 if the order expires because of the amendment.
import { expect, it } from 'vitest';
import { plain } from '../../../test/engine/engine-setup.js';
import { hmacKey, type Json, rest, WsClient } from '../../../test/raw-client.js';
import { createExchange } from '../../index.js';

const ORDER = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', price: '10' };

it('an amendment that ends its order costs no weight, and every other one 4', async () => {
  const exchange = createExchange({ symbols: [plain('BTCUSDT', 'BTC', 'USDT')] });
  const key = hmacKey(exchange.createAccount({ balances: { BTC: '100', USDT: '1000' } }));
  const send = (route: string, params: Json) => rest(exchange, route, { symbol: 'BTCUSDT', ...params }, { key });
  const used = async (): Promise<number> =>
    Number((await rest(exchange, 'GET /api/v3/ping')).headers['x-mbx-used-weight-1m']);
  const place = async (): Promise<unknown> => {
    const order = (await send('POST /api/v3/order', { ...ORDER, side: 'BUY', quantity: '5' })).body;
    await send('POST /api/v3/order', { ...ORDER, side: 'SELL', quantity: '2' });
    return order.orderId;
  };
  const orderId = await place();
  const before = await used();
  const amend = (newQty: string) => send('PUT /api/v3/order/amend/keepPriority', { orderId, newQty });
  const reduced = await amend('4');
  expect(reduced.headers['x-mbx-used-weight-1m']).toBe(String(before + 4));
  const ended = await amend('2');
  expect(ended.body).toMatchObject({
    amendedOrder: { status: 'EXPIRED', qty: '2.00000000', executedQty: '2.00000000' },
  });
  expect(ended.headers['x-mbx-used-weight-1m']).toBe(String(before + 4));

  const other = await place();
  const start = await used();
  const socket = new WsClient(exchange);
  const params = { symbol: 'BTCUSDT', orderId: other, newQty: '2' };
  const answer = await socket.request('order.amend.keepPriority', params, key);
  expect(answer.result).toMatchObject({ amendedOrder: { status: 'EXPIRED' } });
  // The used weight has risen by 2 since `start`: opening the connection has a weight of 2, and the amendment of 0.
  expect(answer.rateLimits).toMatchObject([{ rateLimitType: 'REQUEST_WEIGHT', count: start + 2 }]);
});
