import { type Call, createSpotClient } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { orderOf } from '../../test/account-samples.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import type { ApiConnection } from '../api/api-connection.js';
import { AccountQueries, idAfter } from './account-queries.js';

/** Returns the queries of an account. `answer` returns the data or the error code with which the exchange answers. */
function setUp(answer: (call: Call) => unknown) {
  const clock = new ManualClock();
  const { environment } = new FakeExchange(clock);
  const { context } = createSpotClient({
    ...{ environment, clock, apiKey: 'key', signer: { keyType: 'HMAC', sign: () => 'signature' } },
    logger: { warn: () => undefined },
    fetch: async () => Response.json({ serverTime: clock.now() }),
  });
  const asked: unknown[] = [];
  const send = async (call: Call): Promise<object> => {
    asked.push([call.name, call.params]);
    const data = answer(call);
    const status = data === -1003 ? 429 : 400;
    if (typeof data === 'number') return { status, data: { code: data, msg: 'refused' }, rateLimits: [] };
    return { status: 200, data, rateLimits: [] };
  };
  const abort = new AbortController();
  const latest = 1_000_000;
  const connection = { send } as unknown as ApiConnection;
  const queries = new AccountQueries(connection, context, abort.signal, () => latest);
  /** Returns the outcome of a query: its answer, or its error. */
  const outcome = (query: Promise<unknown>): Promise<unknown> =>
    clock.run(query.catch((error: unknown) => ({ error: (error as Error).message })));
  return { queries, asked, outcome };
}

const tradeOf = (id: number | string) => ({
  ...{ symbol: 'BNBBTC', id, orderId: 1, price: '1', qty: '1', quoteQty: '1', commission: '0', commissionAsset: 'BNB' },
  ...{ time: 1, isMaker: true },
});

describe('AccountQueries', () => {
  it.each([
    [0, 1],
    [999, 1],
    [1_000, 2],
    [2_500, 3],
  ])('reads %i trades in %i pages', async (count, pages) => {
    const trades = Array.from({ length: count }, (_, index) => tradeOf(index * 2));
    const { queries, asked, outcome } = setUp(({ params }) => {
      const { fromId, limit } = params as { fromId: number; limit: number };
      return trades.filter(({ id }) => (id as number) >= fromId).slice(0, limit);
    });
    expect(await outcome(queries.tradesOf('BNBBTC', 1, 0, () => true))).toEqual(trades);
    expect(asked).toHaveLength(pages);
    expect(asked.at(-1)).toMatchObject([
      'getMyTrades',
      { symbol: 'BNBBTC', orderId: 1, limit: 1_000, fromId: pages === 1 ? 0 : (pages - 1) * 2_000 - 1 },
    ]);
  });

  it('reads on after a page that is not full until it has all rows, or a page is empty', async () => {
    const rows = [1, 2, 3, 4].map(tradeOf);
    const { queries, asked, outcome } = setUp(({ params }) =>
      rows.filter(({ id }) => (id as number) >= (params as { fromId: number }).fromId).slice(0, 1),
    );
    expect(await outcome(queries.tradesOf('BNBBTC', 1, 0, (read) => read.length === 2))).toEqual(rows.slice(0, 2));
    expect(asked).toHaveLength(2);
    expect(await outcome(queries.tradesOf('BNBBTC', 1, 0, () => false))).toEqual(rows);
    expect(asked).toHaveLength(2 + 5);
  });

  it('error: the history has more than 100 pages', async () => {
    const page = Array.from({ length: 1_000 }, () => tradeOf(5));
    const { queries, asked, outcome } = setUp(() => page);
    expect(await outcome(queries.tradesOf('BNBBTC', 1, 0, () => true))).toEqual({
      error: 'user data: cannot be read: the history is too long',
    });
    expect(asked).toHaveLength(100);
  });

  it.each([
    [-2013, undefined],
    [-2018, undefined],
    [-2026, undefined],
    [-1121, undefined],
    [-1102, { error: expect.stringContaining('-1102') }],
  ])('takes error %i of an order or a list for one that is not known: %s', async (code, expected) => {
    const { queries, outcome } = setUp(() => code);
    expect(await outcome(queries.order('BNBBTC', 1))).toEqual(expected);
    expect(await outcome(queries.orderList(1))).toEqual(expected);
  });

  it('has no orders of a symbol that is not listed, and finds out whether one is', async () => {
    const { queries, outcome } = setUp(() => -1121);
    expect(await outcome(queries.ordersSince('OLD', 0))).toEqual([]);
    expect(await outcome(queries.checkSymbol('OLD'))).toEqual({ error: expect.stringContaining('-1121') });
    const other = setUp(() => -1003);
    expect(await other.outcome(other.queries.ordersSince('A', 0))).toEqual({ error: expect.stringContaining('-1003') });
    const refused = setUp(() => -1102);
    expect(await refused.outcome(refused.queries.checkSymbol('A'))).toBeUndefined();
    const limited = setUp(() => -1003);
    expect(await limited.outcome(limited.queries.checkSymbol('A'))).toEqual({
      error: expect.stringContaining('-1003'),
    });
  });

  it('error: a field of an answer has another type, or a time of the future', async () => {
    const order = orderOf();
    const wrong: [object, string][] = [
      [{ status: 5 }, 'status'],
      [{ executedQty: '1e5' }, 'executedQty'],
      [{ orderId: '5' }, 'orderId'],
      [{ updateTime: 1_000_001 }, 'updateTime'],
      [{ isWorking: 1 }, 'isWorking'],
      [{ symbol: undefined }, 'symbol'],
      [{ preventedQuantity: 5 }, 'preventedQuantity'],
    ];
    for (const [fields, field] of wrong) {
      const { queries, outcome } = setUp(({ name }) => {
        const answer = { ...order, ...fields };
        return name === 'getOrder' ? answer : [order, answer];
      });
      const error = (name: string): object => ({ error: `user data: cannot be read: ${name}: ${field}` });
      expect(await outcome(queries.order('BNBBTC', 1))).toEqual(error('order'));
      expect(await outcome(queries.openOrders())).toEqual(error('getOpenOrders'));
      expect(await outcome(queries.ordersSince('BNBBTC', 0))).toEqual(error('getAllOrders'));
    }
  });

  it('error: a balance, or an order of a list, has a wrong field', async () => {
    const balances = [{ asset: 'BTC', free: '1', locked: 'x' }];
    const account = setUp(() => ({ updateTime: 1, balances }));
    expect(await account.outcome(account.queries.account())).toEqual({
      error: 'user data: cannot be read: account: locked',
    });
    const list = {
      ...{ orderListId: 5, contingencyType: 'OCO', listStatusType: 'ALL_DONE', listOrderStatus: 'ALL_DONE' },
      ...{ listClientOrderId: 'list', transactionTime: 1_000, symbol: 'BNBBTC' },
      orders: [{ symbol: 'BNBBTC', orderId: 1 }],
    };
    const lists = setUp(() => list);
    expect(await lists.outcome(lists.queries.orderList(5))).toEqual({
      error: 'user data: cannot be read: orderList: clientOrderId',
    });
  });

  it('takes the quantity of an order without one for zero', async () => {
    const { origQty: _origQty, ...order } = orderOf();
    const { queries, outcome } = setUp(({ name }) => (name === 'getOrder' ? order : [order, orderOf()]));
    expect(await outcome(queries.order('BNBBTC', 1))).toEqual({ ...order, origQty: '0.00000000' });
    expect(await outcome(queries.openOrders())).toEqual([{ ...order, origQty: '0.00000000' }, orderOf()]);
  });

  it('reads each allocation and each prevented match once, with the id after the last one of a full page', async () => {
    const pages: Record<string, { readonly id: string; readonly next: string }> = {
      getAllocations: { id: 'allocationId', next: 'fromAllocationId' },
      getPreventedMatches: { id: 'preventedMatchId', next: 'fromPreventedMatchId' },
    };
    const rows = Array.from({ length: 1_001 }, (_, index) => index * 3);
    const { queries, asked, outcome } = setUp(({ name, params }) => {
      const { id, next } = pages[name] as (typeof pages)[string];
      const from = (params as Record<string, number | undefined>)[next] ?? 0;
      const match = { takerOrderId: 1, makerOrderId: 2, tradeGroupId: 3, transactTime: 1 };
      return rows
        .filter((row) => row >= from)
        .map((row) => ({ ...tradeOf(1), ...match, [id]: row }))
        .slice(0, 1_000);
    });
    const allocations = (await outcome(queries.allocationsOf('BNBBTC', 1))) as { allocationId: number }[];
    expect(allocations.map(({ allocationId }) => allocationId)).toEqual(rows);
    const matches = (await outcome(queries.preventedMatchesOf('BNBBTC', 1))) as { preventedMatchId: number }[];
    expect(matches.map(({ preventedMatchId }) => preventedMatchId)).toEqual(rows);
    expect(asked).toMatchObject([
      ['getAllocations', { limit: 1_000 }],
      ['getAllocations', { fromAllocationId: 999 * 3 + 1 }],
      ['getPreventedMatches', { fromPreventedMatchId: 0 }],
      ['getPreventedMatches', { fromPreventedMatchId: 999 * 3 + 1 }],
    ]);
  });

  it('error: no answer shows whether a symbol is listed', async () => {
    const { queries, outcome } = setUp(() => {
      throw new Error('offline');
    });
    expect(await outcome(queries.checkSymbol('A'))).toEqual({ error: expect.stringContaining('offline') });
  });
});

describe('idAfter', () => {
  it.each<[number | string, number | string]>([
    [-1, 0],
    [0, 1],
    [41, 42],
    [Number.MAX_SAFE_INTEGER, '9007199254740992'],
    ['9007199254740993', '9007199254740994'],
  ])('of %s is %s', (id, next) => {
    expect(idAfter(id as number)).toBe(next);
  });
});
