import { describe, expect, it } from 'vitest';
import { type Answer, hmacKey, type Json, rest, type TestKey, WsClient } from '../../../test/raw-client.js';
import { createExchange, type Exchange } from '../../index.js';

const B = 'BTCUSDT';
const GOOD = { symbol: B, side: 'BUY', type: 'LIMIT_MAKER', price: '50000', quantity: '0.1' };
/** The engine refuses this order because it is a LIMIT_MAKER that would match immediately. */
const BAD = { ...GOOD, price: '61000' };

type Setup = { exchange: Exchange; key: TestKey; orderId: unknown };

/**
 * Creates an account with one open order. If `exceeded` is true, the account has reached its limit of unfilled orders.
 */
async function setUp(exceeded: boolean): Promise<Setup> {
  const limit = exceeded ? 1 : 100;
  const exchange = createExchange({ symbols: [B], orderLimits: [{ interval: 'SECOND', intervalNum: 10, limit }] });
  exchange.setBook(B, { bids: [['60000', '5']], asks: [['60010', '5']] });
  const key = hmacKey(exchange.createAccount({ balances: { USDT: '1000000' } }));
  const { body } = await rest(exchange, 'POST /api/v3/order', GOOD, { key });
  return { exchange, key, orderId: body.orderId };
}

const request = (
  mode: string,
  onExceeded: string | undefined,
  cancel: boolean,
  place: boolean,
  orderId: unknown,
): Json => ({
  ...(place ? GOOD : BAD),
  cancelReplaceMode: mode,
  ...(onExceeded ? { orderRateLimitExceededMode: onExceeded } : {}),
  cancelOrderId: cancel ? orderId : 424242,
});

// The table of results in Binance's rest-api.md, "Cancel an Existing Order and Send a New Order". Its columns:
// `cancelReplaceMode`, `orderRateLimitExceededMode`, whether the order limit is exceeded, whether the cancellation
// succeeds, whether the new order would succeed, the result of the cancellation, the result of the new order, the HTTP
// status, and the error code.
const table: readonly [string, string, boolean, boolean, boolean, string, string, number, number?][] = [
  ['STOP_ON_FAILURE', 'DO_NOTHING', false, true, true, 'SUCCESS', 'SUCCESS', 200],
  ['STOP_ON_FAILURE', 'DO_NOTHING', false, false, true, 'FAILURE', 'NOT_ATTEMPTED', 400, -2022],
  ['STOP_ON_FAILURE', 'DO_NOTHING', false, true, false, 'SUCCESS', 'FAILURE', 409, -2021],
  ['STOP_ON_FAILURE', 'CANCEL_ONLY', false, true, true, 'SUCCESS', 'SUCCESS', 200],
  ['STOP_ON_FAILURE', 'CANCEL_ONLY', false, false, true, 'FAILURE', 'NOT_ATTEMPTED', 400, -2022],
  ['STOP_ON_FAILURE', 'CANCEL_ONLY', false, true, false, 'SUCCESS', 'FAILURE', 409, -2021],
  ['STOP_ON_FAILURE', 'CANCEL_ONLY', true, false, true, 'FAILURE', 'NOT_ATTEMPTED', 429, -2022],
  ['STOP_ON_FAILURE', 'CANCEL_ONLY', true, true, true, 'SUCCESS', 'FAILURE', 429, -2021],
  ['ALLOW_FAILURE', 'DO_NOTHING', false, true, true, 'SUCCESS', 'SUCCESS', 200],
  ['ALLOW_FAILURE', 'DO_NOTHING', false, false, false, 'FAILURE', 'FAILURE', 400, -2022],
  ['ALLOW_FAILURE', 'DO_NOTHING', false, false, true, 'FAILURE', 'SUCCESS', 409, -2021],
  ['ALLOW_FAILURE', 'DO_NOTHING', false, true, false, 'SUCCESS', 'FAILURE', 409, -2021],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', false, true, true, 'SUCCESS', 'SUCCESS', 200],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', false, false, false, 'FAILURE', 'FAILURE', 400, -2022],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', false, false, true, 'FAILURE', 'SUCCESS', 409, -2021],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', false, true, false, 'SUCCESS', 'FAILURE', 409, -2021],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', true, false, true, 'FAILURE', 'FAILURE', 400, -2022],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', true, true, true, 'SUCCESS', 'FAILURE', 409, -2021],
];

describe('cancelReplace', () => {
  for (const [mode, onExceeded, exceeded, cancel, place, cancelResult, newOrderResult, status, code] of table) {
    const limits = exceeded ? 'beyond the limit' : 'within the limit';
    it(`${mode}, ${onExceeded}, ${limits}: ${cancelResult} and ${newOrderResult} are ${status}`, async () => {
      const over = async (send: (setup: Setup, params: Json) => Promise<Answer>): Promise<void> => {
        const made = await setUp(exceeded);
        const { status: got, body } = await send(made, request(mode, onExceeded, cancel, place, made.orderId));
        expect(got).toBe(status);
        expect(body.code).toBe(code);
        const halves = (code === undefined ? body : body.data) as Json;
        expect(halves).toMatchObject({ cancelResult, newOrderResult });
        const { cancelResponse, newOrderResponse } = halves as { cancelResponse: Json; newOrderResponse: Json | null };
        expect('status' in cancelResponse).toBe(cancelResult === 'SUCCESS');
        if (newOrderResult === 'NOT_ATTEMPTED') expect(newOrderResponse).toBeNull();
        else if (newOrderResult === 'FAILURE')
          expect(newOrderResponse).toHaveProperty('code', exceeded ? -1015 : -2010);
        else expect(newOrderResponse).toHaveProperty('orderId');
      };
      await over(({ exchange, key }, params) => rest(exchange, 'POST /api/v3/order/cancelReplace', params, { key }));
      await over(async ({ exchange, key }, params) => {
        const answer = await new WsClient(exchange).request('order.cancelReplace', params, key);
        return { status: answer.status, headers: {}, body: (answer.error ?? answer.result) as Json };
      });
    });
  }

  it('changes nothing beyond the order limit, unless `orderRateLimitExceededMode` is CANCEL_ONLY', async () => {
    for (const mode of ['STOP_ON_FAILURE', 'ALLOW_FAILURE']) {
      const { exchange, key, orderId } = await setUp(true);
      const params = request(mode, undefined, true, true, orderId);
      const answer = await rest(exchange, 'POST /api/v3/order/cancelReplace', params, { key });
      expect(answer).toMatchObject({ status: 429, body: { code: -1015 } });
      expect((await rest(exchange, 'GET /api/v3/order', { symbol: B, orderId }, { key })).body.status).toBe('NEW');
    }
  });
});
