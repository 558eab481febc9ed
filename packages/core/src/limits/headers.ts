import type { RateLimitUse } from '../operations/call.js';
import { intervals } from './rate-limit.js';

/**
 * Reads a header that reports how much of a rate limit is used. Its name may be in upper or lower case. If the header
 * came several times (`12, 34`), the highest number is taken. Returns undefined for other headers, and for a header
 * without a number.
 */
export function rateLimitOf(name: string, value: string): RateLimitUse | undefined {
  const match = /^x-mbx-(?:(used-weight)|order-count)-(\d+)(.)$/i.exec(name);
  if (!match) return undefined;
  const [, isWeight, number, letter = ''] = match;
  const interval = intervals.find((each) => each[0] === letter.toUpperCase());
  const count = numberOf(value) ?? highest(value.split(',').map(numberOf));
  if (!interval || count === undefined) return undefined;
  return { rateLimitType: isWeight ? 'REQUEST_WEIGHT' : 'ORDERS', interval, intervalNum: Number(number), count };
}

/**
 * Reads `Retry-After` and returns the wait in ms. The header holds a number of seconds or a date. For a date, the wait
 * is the time from `now` (in ms since the epoch) to that date. If the header came several times, its values are
 * separated by commas, and the longest wait is taken. Returns undefined if no value is legal.
 */
export function retryAfterOf(header: string, now: number): number | undefined {
  // A comma followed by a day and a month is part of a date. Any other comma separates values.
  const values = header.split(/,(?!\s*\d{1,2}[ -][a-z]{3}[ -])/i);
  return highest(
    values.map((value) => {
      const seconds = numberOf(value);
      if (seconds !== undefined) return seconds * 1000;
      // HTTP dates are in GMT. One of their formats ends with the year and does not name GMT, so GMT is appended.
      const date = /[a-z]{3}/i.test(value) ? Date.parse(value.replace(/ \d{4}\s*$/, '$& GMT')) : Number.NaN;
      return date >= 0 ? Math.max(0, date - now) : undefined;
    }),
  );
}

function numberOf(text: string): number | undefined {
  const number = /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : Infinity;
  return number < Infinity ? number : undefined;
}

function highest(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
