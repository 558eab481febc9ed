/** The exchange's kline intervals. */
export const KLINE_INTERVALS = [
  '1s',
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
  '3d',
  '1w',
  '1M',
] as const;

export type Interval = (typeof KLINE_INTERVALS)[number];

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * Returns the length of an interval or window, such as `15m` or `7d`, in ms. `1M` is not allowed, because months differ
 * in length.
 */
export function lengthOf(interval: string): number {
  const unit = UNIT_MS[interval.slice(-1) as keyof typeof UNIT_MS];
  return Number(interval.slice(0, -1)) * unit;
}

/** The first Monday after the epoch (1970-01-05), in ms since the epoch. Weekly intervals begin on Mondays. */
const FIRST_MONDAY = 4 * UNIT_MS.d;

/**
 * Returns the open time of the interval that contains `time`, in ms.
 *
 * @param offset offset of the time zone from UTC, in minutes
 */
export function openOf(interval: Interval, time: number, offset = 0): number {
  const shift = offset * UNIT_MS.m;
  const local = time + shift;
  if (interval === '1M') {
    const date = new Date(local);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) - shift;
  }
  const origin = interval === '1w' ? FIRST_MONDAY : 0;
  const length = lengthOf(interval);
  return Math.floor((local - origin) / length) * length + origin - shift;
}

/** Returns the open time of the next interval, in ms. */
export function nextOpen(interval: Interval, open: number, offset = 0): number {
  if (interval !== '1M') return open + lengthOf(interval);
  const date = new Date(open + offset * UNIT_MS.m);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) - offset * UNIT_MS.m;
}
