import { trim } from '../engine/settings/history-limits.js';
import { type Candle, flatCandle, merge } from './candle.js';
import { type Interval, nextOpen, openOf } from './intervals.js';
import { firstIndex } from './sorted-rows.js';

/**
 * A time span in which a symbol has no klines because of its status. Times are in ms. `end` is undefined while the
 * pause lasts.
 */
export type Pause = { readonly start: number; end: number | undefined };

/**
 * The candles of one symbol at one interval. For an interval without trades, queries return a flat candle: all its
 * prices equal the close of the previous candle. An interval in which the status of the symbol allows no klines (see
 * {@link Pause}) has no candle.
 */
export class CandleSeries {
  readonly interval: Interval;
  /** Offset of the time zone in which days begin, in minutes from UTC. */
  readonly offset: number;
  readonly #candles: Candle[] = [];
  readonly #maximum: number;
  readonly #pauses: readonly Pause[];
  /** The time in ms at which the newest candle closes. */
  #end = Number.NEGATIVE_INFINITY;

  /**
   * @param maximum the number of candles to keep
   * @param pauses the times in which the symbol has no klines because of its status, oldest first
   */
  constructor(interval: Interval, offset: number, maximum: number, pauses: readonly Pause[] = []) {
    this.interval = interval;
    this.offset = offset;
    this.#maximum = maximum;
    this.#pauses = pauses;
  }

  /** The candles with at least one trade, oldest first. */
  get candles(): readonly Candle[] {
    return this.#candles;
  }

  /** Replaces all candles with exported ones. */
  replace(candles: readonly Candle[]): void {
    this.#candles.length = 0;
    for (const candle of candles) this.#candles.push(candle);
    const last = candles.at(-1);
    this.#end = last ? nextOpen(this.interval, last.openTime, this.offset) : Number.NEGATIVE_INFINITY;
  }

  /**
   * Merges a shorter candle into the candle that contains its open time. The shorter candle may consist of a single
   * trade.
   */
  addCandle(candle: Candle): void {
    merge(this.#at(candle.openTime, candle.open), candle);
  }

  /**
   * Returns the candle that is open at `now` (ms). If it has no trade, all its prices equal the close of the previous
   * candle. Undefined before the first trade.
   */
  current(now: number): Candle | undefined {
    const last = this.#candles.at(-1);
    if (!last) return undefined;
    const open = openOf(this.interval, now, this.offset);
    return last.openTime >= open ? last : flatCandle(open, last.close);
  }

  /**
   * Returns at most `limit` candles, sorted by open time. With `start`, these are the oldest candles that open at or
   * after `start`. Without `start`, these are the newest candles.
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
    while (open <= end && rows.length < limit) {
      const candle = this.#opened(open);
      const pause = this.#pauseOf(candle);
      open = nextOpen(interval, open, offset);
      if (!pause) rows.push(candle);
      else open = Math.max(open, openOf(interval, pause.end ?? end + 1, offset));
    }
    return rows;
  }

  #before(end: number, begin: number, limit: number): Candle[] {
    const rows: Candle[] = [];
    let open = openOf(this.interval, end, this.offset);
    while (open >= begin && rows.length < limit) {
      const candle = this.#opened(open);
      const pause = this.#pauseOf(candle);
      open = openOf(this.interval, open - 1, this.offset);
      if (!pause) rows.push(candle);
      else open = Math.min(open, openOf(this.interval, pause.start, this.offset));
    }
    return rows.reverse();
  }

  /**
   * Returns the candle that opens at `open`. If it has no trade, all its prices equal the close of the previous candle.
   */
  #opened(open: number): Candle {
    const index = firstIndex(this.#candles, (candle) => candle.openTime > open) - 1;
    const candle = this.#candles[index]!;
    return candle.openTime === open ? candle : flatCandle(open, candle.close);
  }

  /**
   * For a candle without trades: returns the pause (a time without klines) that covers the whole candle, if there is
   * one.
   */
  #pauseOf({ openTime, count }: Candle): Pause | undefined {
    if (count > 0) return undefined;
    const close = nextOpen(this.interval, openTime, this.offset);
    return this.#pauses.find(({ start, end }) => start <= openTime && (end === undefined || close <= end));
  }

  #at(time: number, price: bigint): Candle {
    const last = this.#candles.at(-1);
    if (last && time < this.#end) return last;
    const candle = flatCandle(openOf(this.interval, time, this.offset), price);
    this.#candles.push(candle);
    this.#end = nextOpen(this.interval, candle.openTime, this.offset);
    trim(this.#candles, this.#maximum);
    return candle;
  }
}
