import {
  BinanceApiError,
  BinanceError,
  BinanceUnknownOutcomeError,
  createSpotClient,
  type SpotClient,
} from '@pkg/core';
import { afterAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { caseCount } from '../support/case-count.js';
import { Dice } from '../support/dice.js';
import { mutateJsonText } from '../support/mutate-json.js';

/** How many mutated answers the test sends. */
const rounds = caseCount(600, 20_000);

const crashes: unknown[] = [];
const crash = (reason: unknown): void => void crashes.push(reason);
process.on('unhandledRejection', crash);
afterAll(() => void process.off('unhandledRejection', crash));

const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
const placed = { symbol: 'BNBBTC', orderId: 28, orderListId: -1, clientOrderId: 'a', transactTime: 1, fills: [] };
const refused = { code: -2010, msg: 'Account has insufficient balance for requested action.' };
const info = {
  rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 }],
  symbols: [{ symbol: 'BNBBTC', status: 'TRADING', orderTypes: ['MARKET'], filters: [] }],
};
const calls: readonly [write: boolean, answer: unknown, call: (client: SpotClient) => Promise<unknown>][] = [
  [true, placed, ({ createOrder }) => createOrder(order)],
  [true, { ...placed, status: 'CANCELED' }, ({ cancelOrder }) => cancelOrder({ symbol: 'BNBBTC', orderId: 28 })],
  [true, [placed], ({ cancelOpenOrders }) => cancelOpenOrders({ symbol: 'BNBBTC' })],
  [false, info, ({ getExchangeInfo }) => getExchangeInfo()],
  [false, { lastUpdateId: 1, bids: [['1', '2']], asks: [] }, ({ getOrderBook }) => getOrderBook({ symbol: 'BNBBTC' })],
  [false, [placed], ({ getOpenOrders }) => getOpenOrders()],
];
const statuses = [200, 200, 200, 201, 302, 400, 401, 403, 404, 409, 418, 429, 451, 500, 502, 503, 504];
const headerValues = [
  '1',
  '0',
  '-1',
  '1e999',
  'NaN',
  '',
  'soon',
  '12, 13',
  '9'.repeat(30),
  'Thu, 01 Jan 2099 00:00:00 GMT',
];
const headerNames = [
  'Retry-After',
  'X-MBX-USED-WEIGHT-1M',
  'X-MBX-ORDER-COUNT-10S',
  'X-MBX-USED-WEIGHT-0M',
  'X-MBX-ORDER-COUNT-9d',
];

/**
 * Returns whether a reply is a refusal in the documented form. Only such a reply proves that an order was not executed.
 */
function isDocumentedRefusal(status: number, text: string): boolean {
  if (status < 400) return false;
  try {
    const { code, msg } = JSON.parse(text.replace(/^\ufeff/, '')); // The client's decoder removes a byte order mark.
    // The client reads an integer as text if a double cannot hold it exactly.
    const isText = typeof msg === 'string' || (Number.isInteger(msg) && !Number.isSafeInteger(msg));
    return typeof code === 'number' && isText;
  } catch {
    return status === 403 && /^\s*</.test(text);
  }
}

describe('mutated REST answers', () => {
  it(`${rounds} times: every call settles with a typed error or an answer, and no order is reported wrongly`, async () => {
    for (let round = 0; round < rounds; round++) {
      const dice = new Dice(round);
      const [isWrite, answer, call] = dice.pick(calls);
      const status = dice.pick(statuses);
      const text = mutateJsonText(dice.chance(status < 400 ? 0.9 : 0.3) ? answer : refused, dice);
      const headers = Object.fromEntries(
        headerNames.flatMap((name) => (dice.chance(0.3) ? [[name, dice.pick(headerValues)]] : [])),
      );
      const clock = new ManualClock();
      let writes = 0;
      const client = createSpotClient({
        ...{ apiKey: 'key', signer: () => 's', validateOrders: false, clock },
        fetch: async (input, init) => {
          if (String(input).includes('/api/v3/time')) return Response.json({ serverTime: clock.now() });
          if (init?.method !== 'GET') writes++;
          return new Response(text, { status, headers });
        },
      });
      const outcome: unknown = await clock.run(
        call(client).then(
          () => 'accepted',
          (error: unknown) => error,
        ),
      );
      client.close();
      const where = `seed ${round}: ${status} ${text.slice(0, 200)}`;
      if (outcome !== 'accepted') expect(outcome, where).toBeInstanceOf(BinanceError);
      if (!isWrite) continue;
      expect(writes, where).toBe(1);
      if (outcome === 'accepted') expect(status, where).toBeLessThan(300);
      else if (outcome instanceof BinanceApiError) expect(isDocumentedRefusal(status, text), where).toBe(true);
      else expect(outcome, where).toBeInstanceOf(BinanceUnknownOutcomeError);
    }
    expect(crashes).toEqual([]);
  }, 600_000);
});
