// Two answers of the WebSocket API have a different form from the answers of REST. They are documented in
// web-socket-api.md, "Query Reference Price" and "Place new order using SOR".
import { expect, it } from 'vitest';
import { hmacKey, rest, WsClient } from '../../test/raw-client.js';
import type { ProtocolSettings } from '../assumptions/assumptions.js';
import { createExchange } from '../index.js';

it('a symbol that never had a reference price is refused with status 200 over the WebSocket API', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  const socket = new WsClient(exchange, 'returnRateLimits=false');
  const symbol = { symbol: 'BTCUSDT' };
  const refused = { code: -2043, msg: "This symbol doesn't have a reference price." };
  expect(await socket.request('referencePrice', symbol)).toEqual({ id: 'r0', status: 200, result: refused });
  expect(await rest(exchange, 'GET /api/v3/referencePrice', symbol)).toMatchObject({ status: 400, body: refused });
  // `referencePrice` sends the error with status 200. `referencePrice.calculation` sends the same error with status
  // 400.
  expect(await socket.request('referencePrice.calculation', symbol)).toEqual({ id: 'r1', status: 400, error: refused });
});

it.each([
  [{}, true],
  [{ sorAnswer: 'order' as const }, false],
] as [Partial<ProtocolSettings>, boolean][])(
  'the answer to an SOR order with %j is a list: %j',
  async (settings, isList) => {
    const exchange = createExchange({
      settings,
      symbols: ['BTCUSDT', 'BTCUSDC'],
      sors: [{ baseAsset: 'BTC', symbols: ['BTCUSDT', 'BTCUSDC'] }],
    });
    const key = hmacKey(exchange.createAccount({ balances: { USDT: '100000' } }));
    const order = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.1',
      price: '50000',
    };
    const { result } = await new WsClient(exchange).request('sor.order.place', order, key);
    expect(Array.isArray(result)).toBe(isList);
    expect(isList ? (result as unknown[])[0] : result).toMatchObject({ usedSor: true });
    const { body } = await rest(exchange, 'POST /api/v3/sor/order', order, { key });
    expect(body).toMatchObject({ usedSor: true });
  },
);
