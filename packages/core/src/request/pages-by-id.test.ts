import { describe, expect, it } from 'vitest';
import { BinanceConfigError, BinanceTransportError } from '../errors/index.js';
import type { AggregateTrade, MyTrade, Order } from '../operations/index.js';
import { iterateAggregateTrades, iterateAllOrders, iterateMyTrades } from './paging.js';

const symbol = 'ZILBTC';
const start = 1_700_000_000_000;

type Query = { fromId?: unknown; orderId?: unknown; startTime?: unknown; limit?: unknown };

/**
 * Creates a client with three operations that return pages of the same `rows`. The `id` of a row may be a number or
 * text. `change` may modify each page. The parameters of every request are added to `asked`.
 */
function history(rows: readonly Row[], change: (page: Row[], request: number) => unknown = (page) => page) {
  const asked: Query[] = [];
  const page = (query: Query, id: unknown): unknown => {
    asked.push(query);
    const { startTime, limit } = query;
    const size = Number(limit);
    const found =
      id !== undefined
        ? rows.filter((row) => BigInt(row.id) >= BigInt(id as string)).slice(0, size)
        : startTime !== undefined
          ? rows.filter((row) => row.time >= Number(startTime)).slice(0, size)
          : rows.slice(-size);
    return change(found, asked.length);
  };
  return {
    asked,
    getMyTrades: async (query: Query) => page(query, query.fromId) as MyTrade[],
    getAllOrders: async (query: Query) => page(query, query.orderId) as Order[],
    getAggregateTrades: async (query: Query) => page(query, query.fromId) as AggregateTrade[],
  };
}

type Row = { id: number | string; a: number | string; orderId: number | string; time: number; T: number } & Partial<
  Pick<AggregateTrade, 'f' | 'l'> & Pick<MyTrade, 'isBuyer'>
>;

function row(id: number | string, time = start, more: object = {}): Row {
  return { id, a: id, orderId: id, time, T: time, ...more };
}

const rowsTo = (count: number): Row[] => Array.from({ length: count }, (_, index) => row(index, start + index));

const iterators = {
  iterateMyTrades: (client: ReturnType<typeof history>, span: object = {}) =>
    iterateMyTrades(client, { symbol, ...span }),
  iterateAllOrders: (client: ReturnType<typeof history>, span: object = {}) =>
    iterateAllOrders(client, { symbol, ...span }),
  iterateAggregateTrades: (client: ReturnType<typeof history>, span: object = {}) =>
    iterateAggregateTrades(client, { symbol, ...span }),
};
const each = Object.entries(iterators);

async function collect(rows: AsyncIterable<unknown>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const one of rows) all.push(one as Row);
  return all;
}

describe.each(each)('%s', (name, iterate) => {
  it.each([1, 2, 3])('goes on after page %i came short', async (short) => {
    const rows = rowsTo(2116);
    const client = history(rows, (page, request) => (request === short ? page.slice(0, 100) : page));
    expect(await collect(iterate(client))).toEqual(rows);
  });

  it('goes on if every page is short', async () => {
    const rows = rowsTo(700);
    expect(await collect(iterate(history(rows, (page) => page.slice(0, 64))))).toEqual(rows);
  });

  it('goes on if rows at the end of the first answer were missing at first', async () => {
    const rows = rowsTo(116);
    const client = history(rows, (page, request) => (request === 1 ? page.slice(0, 114) : page));
    expect(await collect(iterate(client))).toEqual(rows);
  });

  it.each([
    [0, 1],
    [1, 2],
    [999, 2],
    [1000, 2],
    [1001, 3],
    [5000, 7],
  ])('needs for %i rows no more than %i requests', async (count, requests) => {
    const client = history(rowsTo(count));
    expect((await collect(iterate(client))).length).toBe(count);
    expect(client.asked.length).toBeLessThanOrEqual(requests);
  });

  it('ends although a new row arrives with every request', async () => {
    const rows = rowsTo(1500);
    const client = history(rows, (page) => {
      rows.push(row(rows.length, start + rows.length));
      return page;
    });
    expect((await collect(iterate(client))).length).toBeGreaterThanOrEqual(1500);
    expect(client.asked.length).toBeLessThan(8);
  });

  it('reads rows in any order within a page', async () => {
    const rows = rowsTo(1200);
    expect(await collect(iterate(history(rows, (page) => [...page].reverse())))).toEqual(rows);
  });

  it('yields a row whose time is earlier than that of the row before it', async () => {
    const rows = [row(1, start), row(2, start + 6), row(3, start + 4), row(4, start + 9)];
    const span = { endTime: start + 5 };
    expect((await collect(iterate(history(rows), span))).map(({ id }) => id)).toEqual([1, 3]);
  });

  it('pages through ids below and above 2^53 without losing or repeating any', async () => {
    const first = 2n ** 53n - 1500n;
    const rows = Array.from({ length: 4000 }, (_, index) => {
      const id = first + BigInt(index);
      return row(id < 2n ** 53n ? Number(id) : String(id), start + index);
    });
    const client = history(rows);
    expect(await collect(iterate(client))).toEqual(rows);
    const ids = client.asked.map(({ fromId, orderId }) => fromId ?? orderId);
    expect(ids.filter((id) => typeof id === 'string').length).toBeGreaterThan(2);
    const late = await collect(iterate(history(rows), { startTime: start + 2900 }));
    expect(late).toEqual(rows.slice(2900));
    const from = { fromId: '9007199254741000', orderId: name === 'iterateAllOrders' ? '9007199254741000' : undefined };
    const given = rows.filter(({ id }) => BigInt(id) >= 9007199254741000n);
    expect(await collect(iterate(history(rows), from))).toEqual(given);
  });

  it.each([
    [null, 'a list, got null'],
    [{ rows: [] }, 'a list, got object'],
    ['<html>', 'a list, got string'],
    [[null], 'a list of objects, got null'],
    [[7], 'a list of objects, got number'],
    [[{}], 'an id, got undefined'],
    [[row('x')], 'an id, got string'],
    [[row(1.5)], 'an id, got number'],
    [[row(1, Number.NaN)], 'a time, got number'],
  ])('error: %j is no page', async (page, what) => {
    const error = await collect(iterate(history([], () => page))).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(BinanceTransportError);
    expect(error.message).toMatch(/^get(MyTrades|AllOrders|AggregateTrades): answer: expected /);
    expect(error.message).toContain(what);
  });

  it('ends if the exchange answers every request with the same page', async () => {
    const rows = rowsTo(1000);
    const client = history(rows, () => rows);
    expect(await collect(iterate(client))).toEqual(rows);
    expect(client.asked.length).toBeLessThan(5);
    const descending = history(rows, () => rows.slice(0, 10));
    await collect(iterate(descending, { startTime: start + 5000 }));
    expect(descending.asked.length).toBeLessThan(60);
  });
});

describe('rows with the same id', () => {
  // Two real aggregate trades, of 2021-02-28 and 2021-03-01, that the exchange published with the same id.
  const twins = [
    row(12027554, start, { f: 20090668, l: 20090668 }),
    row(12027555, start + 1, { f: 20090669, l: 20090669 }),
    row(12027555, start + 2, { f: 20090670, l: 20090670 }),
    row(12027556, start + 3, { f: 20090671, l: 20090681 }),
  ];

  it('yields both of two aggregate trades, wherever a page ends', async () => {
    expect(await collect(iterators.iterateAggregateTrades(history(twins)))).toEqual(twins);
    for (const size of [2, 3]) {
      const client = history(twins, (page) => page.slice(0, size));
      expect(await collect(iterators.iterateAggregateTrades(client))).toEqual(twins);
    }
  });

  it('yields both sides of a trade of the account with itself', async () => {
    const sides = [row(5, start, { orderId: 1, isBuyer: true }), row(5, start, { orderId: 2, isBuyer: false })];
    expect(await collect(iterators.iterateMyTrades(history(sides)))).toEqual(sides);
  });
});

describe('iterateAggregateTrades from a time', () => {
  it('looks for the first trade if the exchange finds none in a window after the time', async () => {
    const rows = rowsTo(5000).map((one) => ({ ...one, T: one.T + 10_000_000 }));
    const client = history(rows);
    const getAggregateTrades = async (query: Query): Promise<AggregateTrade[]> =>
      query.startTime === undefined ? client.getAggregateTrades(query) : [];
    const startTime = start + 10_002_500;
    const given = await collect(iterateAggregateTrades({ getAggregateTrades }, { symbol, startTime }));
    expect(given).toEqual(rows.slice(2500));
  });

  it('ends after two requests if there is no trade after the time', async () => {
    const client = history(rowsTo(3000));
    expect(await collect(iterators.iterateAggregateTrades(client, { startTime: start + 9999 }))).toEqual([]);
    expect(client.asked.length).toBe(2);
  });
});

it('error: `fromId` is not an id', async () => {
  const client = history([]);
  const illegal = { symbol, fromId: 'first' as unknown as number };
  await expect(collect(iterateMyTrades(client, illegal))).rejects.toThrow(BinanceConfigError);
});
