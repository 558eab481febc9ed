import { expect, it } from 'vitest';
import { hmacKey, type Json, rest } from '../../test/raw-client.js';
import { createExchange } from '../index.js';

const B = 'BTCUSDT';

it('an exchange deletes the history beyond its limits, and otherwise works as before', async () => {
  const kept = 80;
  const exchange = createExchange({ symbols: [B], history: { trades: kept, candles: kept, orders: kept } });
  const key = hmacKey(exchange.createAccount({ balances: { USDT: '1000000', BTC: '100' } }));
  const ask = async (route: string, params: object): Promise<Json[]> =>
    (await rest(exchange, route, { symbol: B, ...params }, { key })).body as unknown as Json[];
  const get = (path: string): Promise<Json[]> =>
    rest(exchange, `GET /api/v3/${path}`, {
      symbol: B,
      limit: 1000,
      ...(path === 'klines' ? { interval: '1s' } : {}),
    }).then(({ body }) => body as unknown as Json[]);

  const order = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001' };
  const [first] = [await ask('POST /api/v3/order', { ...order, price: '50000', newClientOrderId: 'first' })];
  for (let made = 0; made < 400; made += 1) {
    exchange.setBook(B, { bids: [['59000', '1']], asks: [['60000', '1']] });
    await ask('POST /api/v3/order', { ...order, price: '60000', newOrderRespType: 'ACK' });
    await exchange.advance(1000);
  }
  const rows = {
    trades: await get('trades'),
    aggTrades: await get('aggTrades'),
    klines: await get('klines'),
    orders: await ask('GET /api/v3/allOrders', { limit: 1000 }),
    fills: await ask('GET /api/v3/myTrades', { limit: 1000 }),
  };
  for (const [name, { length }] of Object.entries(rows)) {
    expect({ name, isBounded: length >= kept && length <= kept * 1.13 + 1 }).toEqual({ name, isBounded: true });
  }
  expect(rows.trades.at(-1)).toMatchObject({ id: 400 });
  expect(rows.aggTrades.at(-1)).toMatchObject({ a: 400 });
  const oldest = await rest(exchange, 'GET /api/v3/historicalTrades', { symbol: B, fromId: 1, limit: 1 });
  expect(oldest.body).toEqual(rows.trades.slice(0, 1));

  // The limits of the history never remove open orders.
  expect(rows.orders[0]).toMatchObject({ clientOrderId: 'first', status: 'NEW' });
  expect(await ask('DELETE /api/v3/order', { origClientOrderId: 'first' })).toMatchObject({ status: 'CANCELED' });
  expect(await ask('GET /api/v3/order', { orderId: Number((first as unknown as Json).orderId) + 2 })).toEqual({
    code: -2013,
    msg: 'Order does not exist.',
  });
  expect(await rest(exchange, 'GET /api/v3/ticker/24hr', { symbol: B })).toMatchObject({
    status: 200,
    body: { lastId: 400 },
  });
  const copy = createExchange({ symbols: [B] });
  copy.importState(JSON.parse(JSON.stringify(exchange.exportState())));
  expect(copy.engine.trades(B, { limit: 1000 })).toEqual(exchange.engine.trades(B, { limit: 1000 }));
});
