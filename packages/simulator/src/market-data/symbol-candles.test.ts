import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/seeded-random.js';
import { type Candle, flatCandle, merge } from './candle.js';
import { type Interval, KLINE_INTERVALS, openOf } from './intervals.js';
import { SymbolCandles } from './symbol-candles.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A candle of one trade at `openTime` (ms). */
function tradeAt(openTime: number, id: number, price: bigint, volume: bigint): Candle {
  const amounts = { volume, quoteVolume: price * volume, takerVolume: volume, takerQuoteVolume: price * volume };
  const prices = { open: price, high: price, low: price, close: price };
  return { openTime, ...prices, ...amounts, count: 1, firstId: id, lastId: id };
}

/** Merges all candles of each interval into one candle, by adding one after the other. */
function grouped(candles: readonly Candle[], interval: Interval, offset: number): Candle[] {
  const groups = new Map<number, Candle>();
  for (const candle of candles) {
    const open = openOf(interval, candle.openTime, offset);
    const group = groups.get(open) ?? flatCandle(open, candle.open);
    merge(group, candle);
    groups.set(open, group);
  }
  return [...groups.values()];
}

describe('the candles of a symbol', () => {
  it('have every trade once at each interval, whenever they are read', () => {
    const random = createRandom(5);
    const candles = new SymbolCandles(100_000, []);
    const added: Candle[] = [];
    let time = Date.UTC(2025, 10, 28, 23, 59, 30);
    for (let id = 1; id <= 3000; id++) {
      const pause = random.next();
      time += Math.floor(pause < 0.6 ? pause * 2 * SECOND : pause < 0.97 ? pause * 20 * MINUTE : pause * 3 * DAY);
      const trade = tradeAt(time, id, BigInt(Math.ceil(random.next() * 1e6)), BigInt(Math.ceil(random.next() * 1e4)));
      added.push({ ...trade });
      candles.addTrade(trade);
      if (random.next() < 0.9) continue;
      const interval = KLINE_INTERVALS[Math.floor(random.next() * KLINE_INTERVALS.length)] as Interval;
      const offset = interval === '1s' || random.next() < 0.6 ? 0 : ([480, -330, 45][id % 3] as number);
      const last = candles.series(interval, offset).candles.at(-1);
      expect(last, `${interval} ${offset}`).toEqual(grouped(added.slice(-1500), interval, offset).at(-1));
    }
    for (const { interval, offset, candles: rows } of candles.all()) {
      expect(rows, `${interval} ${offset}`).toEqual(grouped(added, interval, offset));
    }
  });

  it('have a candle without single trades at the intervals that it divides', () => {
    const candles = new SymbolCandles(100, []);
    const hour = Date.UTC(2025, 10, 28, 5);
    candles.addHistory(HOUR, { ...tradeAt(hour, 1, 7n, 2n), count: 5, lastId: 5 });
    candles.addHistory(MINUTE, tradeAt(hour + HOUR, 6, 9n, 1n));
    candles.addTrade(tradeAt(hour + HOUR + MINUTE, 7, 8n, 1n));
    const counts = candles.all().map(({ interval, candles: rows }) => [interval, ...rows.map(({ count }) => count)]);
    expect(
      counts.filter(([interval]) => ['1s', '1m', '3m', '1h', '2h', '1d', '1M'].includes(String(interval))),
    ).toEqual([
      ['1s', 1],
      ['1m', 1, 1],
      ['3m', 2],
      ['1h', 5, 2],
      ['2h', 5, 2],
      ['1d', 7],
      ['1M', 7],
    ]);
    expect(() => candles.addHistory(15 * MINUTE, tradeAt(hour, 8, 1n, 1n))).toThrow(
      new RangeError('length: expected the ms of a minute, an hour or a day, got 900000'),
    );
  });
});
