import type { Kline } from '@pkg/core/operations';
import { isPlainDecimal } from '../format.js';

/** A candle of the chart, with its volume. `time` is in seconds since the epoch. */
export type Candle = {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** The largest value that the chart can draw. The chart throws for larger values. */
const MAX_VALUE = Number.MAX_SAFE_INTEGER / 100;
/** The largest time that a `Date` can hold, in ms since the epoch. */
const MAX_TIME = 8.64e15;

/** Converts a kline to a candle. Returns undefined if a value is not a number, or too large for the chart. */
export function candleOf([ms, open, high, low, close, volume]: readonly unknown[]): Candle | undefined {
  const values = [open, high, low, close, volume].map((each) => (isPlainDecimal(each) ? Number(each) : Number.NaN));
  if (typeof ms !== 'number' || !(ms >= 0 && ms <= MAX_TIME)) return undefined;
  if (!values.every((value) => Math.abs(value) <= MAX_VALUE)) return undefined;
  const [o = 0, h = 0, l = 0, c = 0, v = 0] = values;
  return { time: ms / 1000, open: o, high: h, low: l, close: c, volume: v };
}

/** Converts klines to the candles that the chart accepts, in ascending order of time. */
export function candlesOf(klines: readonly Kline[]): Candle[] {
  const candles: Candle[] = [];
  for (const kline of klines) {
    const candle = Array.isArray(kline) ? candleOf(kline) : undefined;
    if (candle && candle.time > (candles.at(-1)?.time ?? -1)) candles.push(candle);
  }
  return candles;
}
