import { describe, expect, it } from 'vitest';
import { BinanceTransportError } from '../errors/index.js';
import type {
  AggregateTrade,
  AggregateTradesParams,
  AllOrdersParams,
  Kline,
  KlinesParams,
  MyTrade,
  MyTradesParams,
  Order,
} from '../operations/index.js';
import type { CallOptions } from '../operations/operation.js';
import { iterateAggregateTrades, iterateAllOrders, iterateKlines, iterateMyTrades } from './paging.js';

const symbol = 'BNBBTC';
const day = 86_400_000;
const sizes = [0, 1, 999, 1000, 1001, 2000, 2001, 3456];

/** Returns a source of random numbers that are the same in every run. */
function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Row = { id: number; time: number };

/** Creates rows with gaps between their ids. Many rows have the same time as their neighbours. */
function randomRows(size: number, seed: number): Row[] {
  const draw = seededRandom(seed);
  let [id, time] = [draw(50), 1_700_000_000_000];
  return Array.from({ length: size }, () => {
    id += 1 + draw(draw(20) === 0 ? 1000 : 3);
    time += draw(3) === 0 ? draw(5) * draw(1000) : 0;
    return { id, time };
  });
}

/** Selects rows in the way that Binance documents: from an id, in a span of time, or the newest rows. */
function answer<T>(
  rows: readonly T[],
  { idOf, timeOf }: { idOf(row: T): number; timeOf(row: T): number },
  query: { from?: number | undefined; startTime?: number | undefined; endTime?: number | undefined; limit?: number },
): T[] {
  const { from, startTime, endTime, limit = 500 } = query;
  if (limit < 1 || limit > 1000) throw new Error('illegal limit');
  if (from !== undefined) {
    if (startTime !== undefined || endTime !== undefined) throw new Error('illegal combination');
    return rows.filter((row) => idOf(row) >= from).slice(0, limit);
  }
  if (startTime === undefined && endTime === undefined) return rows.slice(-limit);
  if (startTime !== undefined && endTime !== undefined && endTime - startTime > day) throw new Error('over 24 hours');
  return rows
    .filter((row) => timeOf(row) >= (startTime ?? 0) && timeOf(row) <= (endTime ?? Number.POSITIVE_INFINITY))
    .slice(0, limit);
}

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/**
 * Returns spans of time to request: one with all rows, and spans that begin or end at a time that several rows share,
 * or 1 ms before or after that time.
 */
function spans(rows: readonly Row[]): { startTime?: number; endTime?: number }[] {
  const at = (part: number): number => rows[Math.floor(rows.length * part)]?.time ?? 1_700_000_000_000;
  return [
    {},
    { startTime: at(0) },
    { startTime: at(0.4) },
    { startTime: at(0.4) + 1 },
    { startTime: at(0.99) },
    { endTime: at(0.6) },
    { startTime: at(0.3), endTime: at(0.9) },
    { startTime: at(0.5), endTime: at(0.5) },
    { startTime: at(0.9) + 400 * day },
  ];
}

function within({ startTime = 0, endTime = Number.POSITIVE_INFINITY }: { startTime?: number; endTime?: number }) {
  return ({ time }: Row): boolean => time >= startTime && time <= endTime;
}

describe('iterateMyTrades', () => {
  const keys = { idOf: ({ id }: MyTrade) => id, timeOf: ({ time }: MyTrade) => time };
  const client = (rows: readonly Row[], onCall?: () => void) => {
    const trades = rows.map((row) => ({ ...row, orderId: row.id % 7 }) as MyTrade);
    return {
      async getMyTrades({ fromId, startTime, endTime, orderId, limit }: MyTradesParams): Promise<MyTrade[]> {
        onCall?.();
        const own = orderId === undefined ? trades : trades.filter((trade) => trade.orderId === orderId);
        return answer(own, keys, { from: fromId, startTime, endTime, limit: limit ?? 500 });
      },
    };
  };

  it('yields every trade of a span once, by rising id', async () => {
    for (const [index, size] of sizes.entries()) {
      const rows = randomRows(size, index);
      for (const span of spans(rows)) {
        const trades = await collect(iterateMyTrades(client(rows), { symbol, ...span }));
        expect(trades.map(({ id }) => id)).toEqual(rows.filter(within(span)).map(({ id }) => id));
      }
    }
  });

  it('yields the trades of one order', async () => {
    const rows = randomRows(9000, 1);
    const trades = await collect(iterateMyTrades(client(rows), { symbol, orderId: 3 }));
    expect(trades.map(({ id }) => id)).toEqual(rows.filter(({ id }) => id % 7 === 3).map(({ id }) => id));
  });

  it('finds any start time in a long history with fewer than 20 requests', async () => {
    const rows = randomRows(20_000, 2);
    const draw = seededRandom(9);
    let calls = 0;
    const counted = client(rows, () => calls++);
    for (let round = 0; round < 20; round++) {
      const startTime = (rows[draw(rows.length)]?.time ?? 0) + draw(3) - 1;
      calls = 0;
      const trades = iterateMyTrades(counted, { symbol, startTime });
      const first = (await trades.next()).value as MyTrade;
      await trades.return();
      expect(first.id).toBe(rows.find(({ time }) => time >= startTime)?.id);
      expect(calls).toBeLessThan(20);
    }
  });

  it('finds a start time on the edge of a page', async () => {
    for (const apart of [1, 2 ** 30]) {
      const rows = Array.from({ length: 5000 }, (_, index) => ({ id: index * apart, time: 1_700_000_000_000 + index }));
      for (const index of [999, 1000, 1001, 1999, 2000, 2499, 2500, 2501, 3000, 3999, 4000]) {
        const trades = iterateMyTrades(client(rows), { symbol, startTime: 1_700_000_000_000 + index });
        expect(((await trades.next()).value as MyTrade).id).toBe(index * apart);
      }
    }
  });

  it('yields no trade twice if pages overlap', async () => {
    const rows = randomRows(2500, 4);
    const overlapping = client(rows);
    const getMyTrades = ({ fromId = 0 }: MyTradesParams): Promise<MyTrade[]> =>
      overlapping.getMyTrades({ symbol, limit: 1000, fromId: Math.max(0, fromId - 20) });
    const trades = iterateMyTrades({ getMyTrades }, { symbol });
    expect((await collect(trades)).map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  });

  it('rejects when the signal is aborted', async () => {
    const rows = randomRows(2500, 3);
    const controller = new AbortController();
    let calls = 0;
    const given: number[] = [];
    const iteration = async (): Promise<void> => {
      const counted = client(rows, () => calls++);
      for await (const { id } of iterateMyTrades(counted, { symbol }, { signal: controller.signal })) {
        given.push(id);
        if (given.length === 10) controller.abort();
      }
    };
    await expect(iteration()).rejects.toThrow(BinanceTransportError);
    expect([given.length, calls]).toEqual([10, 1]);
  });
});

describe('iterateAllOrders', () => {
  const client = (rows: readonly Row[]) => ({
    async getAllOrders({ orderId, startTime, endTime, limit }: AllOrdersParams): Promise<Order[]> {
      const orders = rows.map(({ id, time }) => ({ orderId: id, time, updateTime: time + 5 * day }) as Order);
      // The exchange selects orders by the time of their last change.
      const keys = { idOf: (order: Order) => order.orderId, timeOf: ({ updateTime }: Order) => updateTime };
      return answer(orders, keys, { from: orderId, startTime, endTime, limit: limit ?? 500 });
    },
  });

  it('yields every order placed in a span once, by rising id', async () => {
    for (const [index, size] of sizes.entries()) {
      const rows = randomRows(size, index + 100);
      for (const span of spans(rows)) {
        const orders = await collect(iterateAllOrders(client(rows), { symbol, ...span }));
        expect(orders.map(({ orderId }) => orderId)).toEqual(rows.filter(within(span)).map(({ id }) => id));
      }
    }
  });

  it('begins at an order id', async () => {
    const rows = randomRows(2345, 5);
    const orderId = rows[1234]?.id ?? 0;
    const orders = await collect(iterateAllOrders(client(rows), { symbol, orderId }));
    expect(orders.map((order) => order.orderId)).toEqual(rows.slice(1234).map(({ id }) => id));
  });
});

describe('iterateAggregateTrades', () => {
  const asked: AggregateTradesParams[] = [];
  const client = (rows: readonly Row[]) => ({
    async getAggregateTrades(params: AggregateTradesParams): Promise<AggregateTrade[]> {
      asked.push(params);
      const trades = rows.map(({ id, time }) => ({ a: id, T: time }) as AggregateTrade);
      const { fromId, startTime, endTime, limit } = params;
      const keys = { idOf: ({ a }: AggregateTrade) => a, timeOf: ({ T }: AggregateTrade) => T };
      return answer(trades, keys, { from: fromId, startTime, endTime, limit: limit ?? 500 });
    },
  });

  it('yields every trade of a span once, by rising id', async () => {
    for (const [index, size] of sizes.entries()) {
      const rows = randomRows(size, index + 200);
      for (const span of spans(rows)) {
        const trades = await collect(iterateAggregateTrades(client(rows), { symbol, ...span }));
        expect(trades.map(({ a }) => a)).toEqual(rows.filter(within(span)).map(({ id }) => id));
      }
    }
  });

  it('neither loses nor repeats trades if thousands of them share a millisecond', async () => {
    const rows = Array.from({ length: 4321 }, (_, index) => ({ id: index + 10, time: 1_700_000_000_000 }));
    asked.length = 0;
    const trades = await collect(iterateAggregateTrades(client(rows), { symbol, startTime: 1_700_000_000_000 }));
    expect(trades.map(({ a }) => a)).toEqual(rows.map(({ id }) => id));
    expect(asked.map(({ fromId, startTime }) => fromId ?? startTime)).toEqual([
      1_700_000_000_000, 1009, 2008, 3007, 4006, 4330,
    ]);
  });

  it('includes the whole millisecond of an end time in ms if rows have times in µs', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => ({ id: index, time: 1_700_000_000_000_000 + index }));
    const trades = await collect(iterateAggregateTrades(client(rows), { symbol, endTime: 1_700_000_000_001 }));
    expect(trades.at(-1)?.T).toBe(1_700_000_000_001_999);
  });
});

describe('iterateKlines', () => {
  const minute = 60_000;
  const start = 1_700_000_040_000;
  /** Creates a client for a market with `count` candles of one minute. The server time is within the last candle. */
  const client = (count: number, onCall?: (params: KlinesParams, options?: CallOptions) => void) => ({
    async getKlines(params: KlinesParams, options?: CallOptions): Promise<Kline[]> {
      onCall?.(params, options);
      const { startTime = 0, endTime = Number.POSITIVE_INFINITY, limit = 500 } = params;
      if (limit > 1000) throw new Error('illegal limit');
      const opens = Array.from({ length: count }, (_, index) => start + index * minute);
      return opens
        .filter((open) => open >= startTime && open <= endTime)
        .slice(0, limit)
        .map((open) => [open, '1', '1', '1', '1', '0', open + minute - 1, '0', 0, '0', '0', '0']);
    },
    getServerTime: async () => ({ serverTime: start + (count - 1) * minute + 30_000 }),
  });
  const opensOf = async (klines: AsyncIterable<Kline>): Promise<number[]> =>
    (await collect(klines)).map(([open]) => open);
  const opens = (from: number, to: number): number[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => start + (from + index) * minute);

  it('yields every candle of a span once, oldest first', async () => {
    for (const size of sizes) {
      const params = { symbol, interval: '1m' } as const;
      expect(await opensOf(iterateKlines(client(size), params))).toEqual(opens(0, size));
      const from = { ...params, startTime: start + 10 * minute };
      expect(await opensOf(iterateKlines(client(size), from))).toEqual(opens(10, size));
      const span = { ...from, endTime: start + 1009 * minute };
      expect(await opensOf(iterateKlines(client(size), span))).toEqual(opens(10, Math.min(size, 1010)));
    }
  });

  it('requests no page beyond the end of the span', async () => {
    let calls = 0;
    const counted = client(5000, () => calls++);
    await opensOf(iterateKlines(counted, { symbol, interval: '1m', startTime: start, endTime: start + 1999 * minute }));
    expect(calls).toBe(2);
  });

  it('goes on after a short page', async () => {
    for (const first of [0, 1]) {
      let calls = 0;
      const whole = client(2500);
      const getKlines = async (params: KlinesParams): Promise<Kline[]> => {
        const page = await whole.getKlines(params);
        return calls++ === first ? page.slice(0, 490) : page;
      };
      const klines = iterateKlines({ getKlines }, { symbol, interval: '1m' });
      expect(await opensOf(klines)).toEqual(opens(0, 2500));
      expect(calls).toBe(5);
    }
  });

  it('requests no page after a candle that closes at the end of the span', async () => {
    let calls = 0;
    const counted = client(5000, () => calls++);
    const endTime = start + 1500 * minute - 1;
    await opensOf(iterateKlines(counted, { symbol, interval: '1m', startTime: start, endTime }));
    expect(calls).toBe(2);
  });

  it.each([null, undefined, {}, 'text', [null], [{}], [['1', '1']], [[1]], [[Number.NaN, '', '', '', '', '', 5]]])(
    'error: %j is no page',
    async (page) => {
      const getKlines = async (): Promise<Kline[]> => page as unknown as Kline[];
      const error = await opensOf(iterateKlines({ getKlines }, { symbol, interval: '1m' })).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(BinanceTransportError);
      expect(error.message).toMatch(/^getKlines: answer: expected a list( of candles)?, got /);
    },
  );

  it('omits the open candle with closedOnly', async () => {
    for (const size of sizes.slice(1)) {
      const params = { symbol, interval: '1m' } as const;
      const klines = iterateKlines(client(size), params, { closedOnly: true });
      expect(await opensOf(klines)).toEqual(opens(0, size - 1));
    }
  });

  it('error: yielded the open candle with closedOnly if the server time was not known', async () => {
    const params = { symbol, interval: '1m' } as const;
    const { getKlines } = client(2);
    for (const answer of [undefined, null, {}, { serverTime: 'text' }]) {
      const getServerTime = async () => answer as never;
      await expect(opensOf(iterateKlines({ getKlines, getServerTime }, params, { closedOnly: true }))).rejects.toThrow(
        /^getServerTime: answer: expected a time, got /,
      );
    }
    const klines = iterateKlines({ getKlines } as ReturnType<typeof client>, params, { closedOnly: true });
    await expect(opensOf(klines)).rejects.toThrow('client: expected a client with getServerTime');
  });

  it('passes its options to every request, and rejects when the signal is aborted', async () => {
    const controller = new AbortController();
    const seen: unknown[] = [];
    const watched = client(3000, (_, options) => seen.push(options));
    const options = { signal: controller.signal, timeout: 1234 };
    const klines = iterateKlines(watched, { symbol, interval: '1m' }, options);
    for (let index = 0; index < 1001; index++) await klines.next();
    expect(seen).toEqual([options, options]);
    controller.abort();
    await expect(klines.next()).rejects.toThrow('aborted by the caller');
  });
});
