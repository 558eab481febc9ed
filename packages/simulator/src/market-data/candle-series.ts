import { trim } from '../engine/settings/history-limits.js';
import type { Trade } from '../engine/types/index.js';
import { addTrade, type Candle, flatCandle, merge } from './candle.js';
import { type Interval, nextOpen, openOf } from './intervals.js';
import { firstIndex } from './sorted-rows.js';

/** The candles of one symbol at one interval. Queries fill in flat candles for intervals without trades. */
export class CandleSeries {
  readonly interval: Interval;
  /** Offset of the time zone of its days from UTC, in minutes. */
  readonly offset: number;
  readonly #candles: Candle[] = [];
  readonly #maximum: number;

  /** @param maximum the number of candles that are kept */
  constructor(interval: Interval, offset: number, maximum: number) {
    this.interval = interval;
    this.offset = offset;
    this.#maximum = maximum;
  }

  /** The candles with at least one trade, oldest first. */
  get candles(): readonly Candle[] {
    return this.#candles;
  }

  /** Puts exported candles in place of all candles. */
  replace(candles: readonly Candle[]): void {
    this.#candles.length = 0;
    for (const candle of candles) this.#candles.push(candle);
  }

  add(trade: Trade): void {
    addTrade(this.#at(trade.time / 1000, trade.price), trade);
  }

  /** Adds a candle of a shorter interval. */
  addCandle(candle: Candle): void {
    merge(this.#at(candle.openTime, candle.open), candle);
  }

  /** The candle that is open at `now` (ms), flat when it has no trade. Undefined before the first trade. */
  current(now: number): Candle | undefined {
    const last = this.#candles.at(-1);
    if (!last) return undefined;
    const open = openOf(this.interval, now, this.offset);
    return last.openTime >= open ? last : flatCandle(open, last.close);
  }

  /**
   * Candles sorted by open time: the oldest from `start` on, or without `start` the newest.
   *
   * @param query times in ms; no candle opens after `now`
   */
  range(query: { start?: number | undefined; end?: number | undefined; limit: number; now: number }): Candle[] {
    const first = this.#candles[0];
    if (!first) return [];
    const end = Math.min(query.end ?? query.now, query.now);
    const begin = Math.max(first.openTime, query.start ?? first.openTime);
    return query.start === undefined ? this.#before(end, begin, query.limit) : this.#after(begin, end, query.limit);
  }

  #after(begin: number, end: number, limit: number): Candle[] {
    const { interval, offset } = this;
    const rows: Candle[] = [];
    let open = openOf(interval, begin, offset);
    if (open < begin) open = nextOpen(interval, open, offset);
    for (; open <= end && rows.length < limit; open = nextOpen(interval, open, offset)) rows.push(this.#opened(open));
    return rows;
  }

  #before(end: number, begin: number, limit: number): Candle[] {
    const rows: Candle[] = [];
    let open = openOf(this.interval, end, this.offset);
    for (; open >= begin && rows.length < limit; open = openOf(this.interval, open - 1, this.offset)) {
      rows.push(this.#opened(open));
    }
    return rows.reverse();
  }

  /** The candle that opens at `open`. Without a trade it is flat at the previous close. */
  #opened(open: number): Candle {
    const index = firstIndex(this.#candles, (candle) => candle.openTime > open) - 1;
    const candle = this.#candles[index]!;
    return candle.openTime === open ? candle : flatCandle(open, candle.close);
  }

  #at(time: number, price: bigint): Candle {
    const open = openOf(this.interval, time, this.offset);
    const last = this.#candles.at(-1);
    if (last && last.openTime >= open) return last;
    const candle = flatCandle(open, price);
    this.#candles.push(candle);
    trim(this.#candles, this.#maximum);
    return candle;
  }
}
