import {
  BinanceError,
  BinanceUnknownOutcomeError,
  createSpotClient,
  iterateAggregateTrades,
  iterateAllOrders,
  iterateKlines,
  iterateMyTrades,
  type SpotClient,
} from '@pkg/core';
import { afterAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { caseCount } from '../support/case-count.js';
import { Dice } from '../support/dice.js';
import { mutateJsonText } from '../support/mutate-json.js';

const cases = caseCount(150, 10_000);

const crashes: unknown[] = [];
const crash = (reason: unknown): void => void crashes.push(reason);
process.on('unhandledRejection', crash);
afterAll(() => void process.off('unhandledRejection', crash));

const start = 1_700_000_000_000;
const symbol = 'BNBBTC';
const placed = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '10' } as const;
const order = {
  ...{ symbol, orderId: 9, orderListId: -1, clientOrderId: 'mine', side: 'BUY', type: 'LIMIT', price: '10.00' },
  ...{ origQty: '1.00', executedQty: '0', status: 'NEW', time: start + 5, updateTime: start + 5 },
};
const list = {
  ...{ symbol, orderListId: 3, listClientOrderId: 'l', listOrderStatus: 'ALL_DONE', transactionTime: start + 5 },
  orders: [{ symbol, orderId: 9, clientOrderId: 'x' }],
};
const trade = { symbol, id: 4, orderId: 9, time: start + 5, isBuyer: true, price: '1', qty: '1' };
const aggregate = { a: 1, f: 1, l: 2, T: start, p: '1', q: '1' };
const kline = (at: number): unknown[] => [at, '1', '1', '1', '1', '1', at + 59_999, '1', 1, '1', '1', '0'];

/** The valid answers of the exchange, by the last segment of the request's path. */
const answers: Readonly<Record<string, unknown>> = {
  order,
  allOrders: [order, { ...order, orderId: 10 }],
  openOrders: [order],
  myTrades: [trade, { ...trade, id: 5 }],
  amendments: [{ symbol, orderId: 9, newQty: '0.5', time: start + 1 }],
  orderList: list,
  allOrderList: [list],
  aggTrades: [aggregate, { ...aggregate, a: 2 }],
  klines: [kline(start), kline(start + 60_000)],
};
const absent = { code: -2013, msg: 'Order does not exist.' };

const writes: readonly ((client: SpotClient) => Promise<unknown>)[] = [
  ({ createOrder }) => createOrder({ ...placed, newClientOrderId: 'mine' }),
  ({ cancelOrder }) => cancelOrder({ symbol, origClientOrderId: 'mine' }),
  ({ cancelOpenOrders }) => cancelOpenOrders({ symbol }),
  ({ amendOrder }) => amendOrder({ symbol, orderId: 9, newQty: '0.5' }),
  (client) => client.cancelReplaceOrder({ ...placed, cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: 4 }),
  ({ cancelOrderList }) => cancelOrderList({ symbol, orderListId: 3 }),
];
const iterations: readonly ((client: SpotClient) => AsyncGenerator<unknown>)[] = [
  (client) => iterateAllOrders(client, { symbol, startTime: start }),
  (client) => iterateMyTrades(client, { symbol }),
  (client) => iterateAggregateTrades(client, { symbol, startTime: start }),
  (client) => iterateKlines(client, { symbol, interval: '1m', startTime: start, endTime: start + 200_000 }),
];

/**
 * Creates a client that loses its connection during each order and each cancellation. The answers to its reads are
 * mutated.
 */
function setUp(dice: Dice): { client: SpotClient; clock: ManualClock } {
  const clock = new ManualClock(start);
  let reads = 0;
  const client = createSpotClient({
    ...{ apiKey: 'key', signer: () => 's', validateOrders: false, clock },
    fetch: async (input, init) => {
      const path = new URL(String(input)).pathname.split('/').at(-1) ?? '';
      if (path === 'time') return Response.json({ serverTime: clock.now() });
      if (init?.method !== 'GET') throw new TypeError('fetch failed', { cause: new Error('reset') });
      if (reads++ > 300) throw new Error('more requests than the answers need');
      if (dice.chance(0.3)) return new Response(mutateJsonText(absent, dice), { status: 400 });
      return new Response(mutateJsonText(answers[path], dice));
    },
  });
  return { client, clock };
}

/** Resolves with the value of a promise, or with the error with which it rejects. */
const endOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe('mutated answers to the queries of the client itself', () => {
  it(`resolve() ends in time with an outcome or a typed error, ${cases} times`, async () => {
    for (let seed = 0; seed < cases; seed++) {
      const dice = new Dice(seed);
      const { client, clock } = setUp(dice);
      const error = await clock.run(endOf(dice.pick(writes)(client)));
      expect(error, `seed ${seed}`).toBeInstanceOf(BinanceUnknownOutcomeError);
      const since = clock.monotonic();
      const end = await clock.run(endOf((error as BinanceUnknownOutcomeError).resolve()));
      expect(clock.monotonic() - since, `seed ${seed}`).toBeLessThan(90_000);
      if (end instanceof Error) expect(end, `seed ${seed}`).toBeInstanceOf(BinanceError);
      else
        expect(['executed', 'notExecuted', 'unknown'], `seed ${seed}`).toContain((end as { outcome: string }).outcome);
      client.close();
      expect(clock.timers.size, `seed ${seed}`).toBe(0);
    }
    expect(crashes).toEqual([]);
  }, 600_000);

  it(`iterators end with their rows or a typed error, ${cases} times`, async () => {
    for (let seed = 0; seed < cases; seed++) {
      const dice = new Dice(seed);
      const { client, clock } = setUp(dice);
      const iterator = dice.pick(iterations)(client);
      const all = async (): Promise<void> => {
        for await (const _ of iterator);
      };
      const end = await clock.run(endOf(all()));
      if (end !== undefined) expect(end, `seed ${seed}`).toBeInstanceOf(BinanceError);
      client.close();
      expect(clock.timers.size, `seed ${seed}`).toBe(0);
    }
    expect(crashes).toEqual([]);
  }, 600_000);
});
