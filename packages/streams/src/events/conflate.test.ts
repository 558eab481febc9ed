import { describe, expect, it } from 'vitest';
import { conflate } from './conflate.js';

const event = (U: number, u: number, b: [string, string][], a: [string, string][] = []) => ({ U, u, b, a });

describe('conflate', () => {
  it('merges consecutive or overlapping depth events, of which the newer entry of a price counts', () => {
    const merge = conflate('bnbbtc@depth@100ms');
    const older = event(5, 7, [
      ['1.0', '3'],
      ['2.0', '4'],
    ]);
    const expected = [
      ['1.0', '3'],
      ['2.0', '0'],
    ];
    expect(merge?.(older, event(8, 9, [['2.0', '0']]))).toMatchObject({ U: 5, u: 9, b: expected });
    expect(merge?.(older, event(6, 9, [['2.0', '0']]))).toMatchObject({ U: 5, u: 9, b: expected });
  });

  it('does not hide that one update is missing between two depth events', () => {
    const newer = event(9, 10, [['2.0', '0']]);
    expect(conflate('bnbbtc@depth')?.(event(5, 7, [['1.0', '3']]), newer)).toBe(newer);
  });

  it.each([
    ...['a@trade', 'a@aggTrade', 'a@blockTrade', 'a@kline_1m', 'a@kline_1m@+08:00', 'a@avgPrice', 'a@referencePrice'],
    ...['!bookTicker', '!serverShutdown', 'a@depthx', 'a@tickers', 'user'],
  ])('keeps every event of %s', (stream) => {
    expect(conflate(stream)).toBeUndefined();
  });

  it.each([
    ...['a@bookTicker', 'a@miniTicker', 'a@ticker', 'a@ticker_1h', 'a@ticker_4h', 'a@ticker_1d'],
    ...['a@depth5', 'a@depth10', 'a@depth20', 'a@depth5@100ms', 'a@depth20@1000ms'],
  ])('keeps the newest event of %s', (stream) => {
    const newer = { u: 2 };
    expect(conflate(stream)?.({ u: 1 }, newer)).toBe(newer);
  });

  it.each(['!miniTicker@arr', '!ticker_1h@arr', '!ticker_4h@arr', '!ticker_1d@arr'])(
    'keeps the newest entry of each symbol of %s',
    (stream) => {
      const older = ['A', 'B', 'C'].map((s) => ({ s, c: '1' }));
      const newer = ['D', 'B'].map((s) => ({ s, c: '2' }));
      const merged = conflate(stream)?.(older, newer) as { s: string; c: string }[];
      expect(new Map(merged.map(({ s, c }) => [s, c]))).toEqual(
        new Map([
          ['A', '1'],
          ['B', '2'],
          ['C', '1'],
          ['D', '2'],
        ]),
      );
      expect(merged).toHaveLength(4);
    },
  );

  it.each(['a@depth', 'a@depth@100ms'])(
    'takes ids, times and levels of both sides of %s from the right event',
    (stream) => {
      const older = { e: 'depthUpdate', E: 1, s: 'A', ...event(5, 7, [['1', '3']], [['2', '4']]) };
      const newer = { e: 'depthUpdate', E: 2, s: 'A', ...event(8, 9, [['1.5', '6']], [['2', '0']]) };
      const levels = { b: [...older.b, ...newer.b], a: [['2', '0']] };
      expect(conflate(stream)?.(older, newer)).toEqual({ e: 'depthUpdate', E: 2, s: 'A', U: 5, u: 9, ...levels });
    },
  );
});
