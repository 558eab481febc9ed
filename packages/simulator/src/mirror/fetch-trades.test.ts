import type { AggregateTrade, Kline } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import type { TradeEvent } from '../sources/market/market-source.js';
import { fetchTrades, type TapePosition } from './fetch-trades.js';
import type { UpstreamClient } from './upstream.js';

const symbol = 'BTCUSDT';
const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

/**
 * Creates a market with an aggregate trade at each of these times, in ms after `START`. Each aggregate trade consists
 * of two trades, and prices rise.
 */
function marketOf(times: readonly number[]) {
  const trades = times.map(
    (time, index): AggregateTrade => ({
      ...{ a: index + 1, f: 2 * index + 1, l: 2 * index + 2, T: START + time },
      ...{ p: `${100 + index / 100}`, q: '1', m: false, M: true },
    }),
  );
  const requests: string[] = [];
  const kline = (openTime: number): Kline => {
    const own = trades.filter(({ T }) => T >= openTime && T < openTime + MINUTE);
    const [first, last] = [own[0]?.p ?? '0', own.at(-1)?.p ?? '0'];
    const quote = own.reduce((sum, { p }) => sum + Number(p), 0).toFixed(2);
    const closeTime = openTime + MINUTE - 1;
    const volume = String(own.length);
    return [openTime, first, last, first, last, volume, closeTime, quote, own.length * 2, volume, quote, '0'] as Kline;
  };
  const client = {
    getAggregateTrades: async ({ fromId, startTime = 0, limit = 500 }: Record<string, number>) => {
      requests.push('aggTrades');
      const found = trades.filter(({ a, T }) => a >= (fromId ?? 0) && T >= startTime);
      return fromId === undefined && startTime === 0 ? found.slice(-limit) : found.slice(0, limit);
    },
    getKlines: async ({ startTime = 0, endTime = 0, limit = 500 }: Record<string, number>) => {
      requests.push('klines');
      const count = Math.max(0, Math.ceil((endTime - startTime) / MINUTE));
      return Array.from({ length: Math.min(count, limit) }, (_, index) => kline(startTime + index * MINUTE));
    },
  } as unknown as UpstreamClient;
  const position = (aggregateId: number): TapePosition => ({
    ...{ aggregateId, tradeId: aggregateId * 2, since: trades[aggregateId - 1]?.T ?? START },
  });
  return { client, trades, requests, position };
}

const idsOf = (events: readonly TradeEvent[]): [number, number][] =>
  events.map(({ firstId = -1, id = -1 }) => [firstId, id]);

/** Returns times that are `ms` apart, for `minutes` minutes. */
const every = (ms: number, minutes: number): number[] =>
  Array.from({ length: (minutes * MINUTE) / ms }, (_, index) => index * ms);

describe('fetchTrades', () => {
  it('returns the trades after a position', async () => {
    const { client, position, requests } = marketOf(every(20, 1));
    const { events, position: next } = await fetchTrades(client, symbol, position(500), START + MINUTE);
    expect(idsOf([...events])).toEqual(
      Array.from({ length: 2500 }, (_, index) => [1001 + 2 * index, 1002 + 2 * index]),
    );
    expect(next).toEqual(position(3000));
    expect(requests).toHaveLength(3);
    const none = await fetchTrades(client, symbol, next, START + MINUTE);
    expect([[...none.events], none.position]).toEqual([[], next]);
  });

  it('replaces the trades of whole minutes by candles if many are missing', async () => {
    const { client, trades, position } = marketOf(every(20, 6.25));
    const now = START + 6.25 * MINUTE;
    const { events, position: next } = await fetchTrades(client, symbol, position(100), now);
    const found = [...events];
    expect(next).toEqual(position(trades.length));
    // A minute has 3,000 aggregate trades. Ten pages of 1,000 contain the first three minutes, of which the first 100
    // trades are known: 8,900. The next three minutes are fetched as candles, and each candle becomes two trades. The
    // open minute has lasted 15 s, so it has 750 aggregate trades.
    expect(found.filter(({ aggregateId }) => aggregateId !== undefined)).toHaveLength(8900 + 750);
    expect(found.filter(({ isQueueKnown }) => isQueueKnown === false)).toHaveLength(3 * 2);
    // Each trade occurs exactly once.
    const ids = idsOf(found);
    expect(ids[0]?.[0]).toBe(201);
    expect(ids.every(([first], index) => index === 0 || first === (ids[index - 1]?.[1] ?? 0) + 1)).toBe(true);
    expect(ids.at(-1)?.[1]).toBe(2 * trades.length);
    const volume = found.reduce((sum, { quantity }) => sum + Number(quantity), 0);
    expect(volume).toBeCloseTo(trades.length - 100, 6);
    expect(found.every(({ time }, index) => index === 0 || time >= (found[index - 1]?.time ?? 0))).toBe(true);
  });

  it('starts with the candles of the past', async () => {
    const { client, position, trades } = marketOf(every(1000, 3.5));
    const from = { aggregateId: undefined, tradeId: 0, since: START };
    const { events, position: next } = await fetchTrades(client, symbol, from, START + 3.5 * MINUTE);
    expect(next).toEqual(position(trades.length));
    const ids = idsOf([...events]);
    expect(ids).toHaveLength(3 * 2 + 30);
    expect([ids[0]?.[0], ids.at(-1)?.[1]]).toEqual([1, 2 * trades.length]);
  });

  it.each([
    ['a quiet minute', [1000, 2000], 2.5, 2],
    ['a market without trades', [], 2.5, 0],
  ])('reads %s', async (_, times, minutes, count) => {
    const { client } = marketOf(times);
    const from = { aggregateId: undefined, tradeId: 0, since: START };
    const { events, position } = await fetchTrades(client, symbol, from, START + minutes * MINUTE);
    expect([...events].reduce((sum, { quantity }) => sum + Number(quantity), 0)).toBe(count);
    expect(position.aggregateId ?? 0).toBe(count);
  });
});
