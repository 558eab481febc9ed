import type { RateLimitUse } from '../operations/call.js';
import { intervals } from './rate-limit.js';

/**
 * The use of a rate limit that a header of a reply reports. Header names may be in any case. A header that came several
 * times, as `12, 34`, reports its highest number. Undefined for other headers, and if no number was reported.
 */
export function rateLimitOf(name: string, value: string): RateLimitUse | undefined {
  const match = /^x-mbx-(?:(used-weight)|order-count)-(\d+)(.)$/i.exec(name);
  if (!match) return undefined;
  const [, isWeight, number, letter = ''] = match;
  const interval = intervals.find((each) => each[0] === letter.toUpperCase());
  const count = highest(value.split(',').map(numberOf));
  if (!interval || count === undefined) return undefined;
  return { rateLimitType: isWeight ? 'REQUEST_WEIGHT' : 'ORDERS', interval, intervalNum: Number(number), count };
}

/**
 * The value of `Retry-After` in ms: a number of seconds, or a date, which counts from `now` (in ms since the epoch). A
 * header that came several times holds several values with commas between them, and the longest wait counts. Undefined if
 * there is no such value.
 */
export function retryAfterOf(header: string | null | undefined, now: number): number | undefined {
  // The comma inside a date comes before the day of the month.
  const values = (header ?? '').split(/,(?!\s*\d{1,2}[ -][a-z]{3}[ -])/i);
  return highest(
    values.map((value) => {
      const seconds = numberOf(value);
      if (seconds !== undefined) return seconds * 1000;
      // Dates of HTTP are in GMT. One of the three formats ends with the year and does not name it.
      const date = /[a-z]{3}/i.test(value) ? Date.parse(value.replace(/ \d{4}\s*$/, '$& GMT')) : Number.NaN;
      return date >= 0 ? Math.max(0, date - now) : undefined;
    }),
  );
}

function numberOf(text: string): number | undefined {
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

function highest(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined && Number.isFinite(number)) as number[];
  return known.length > 0 ? Math.max(...known) : undefined;
}
