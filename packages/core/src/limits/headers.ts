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
  const count = highestOf(value);
  if (!interval || count === undefined) return undefined;
  return { rateLimitType: isWeight ? 'REQUEST_WEIGHT' : 'ORDERS', interval, intervalNum: Number(number), count };
}

/**
 * Reads `Retry-After` and returns the wait in ms. The header holds a number of seconds or a date. For a date, the wait
 * is the time from `now` (in ms since the epoch) to that date. If the header came several times, its values are
 * separated by commas, and the longest wait is taken. Returns undefined if no value is legal.
 */
export function retryAfterOf(header: string, now: number): number | undefined {
  const seconds = highestOf(header);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(header);
  return header.endsWith('GMT') && date >= 0 ? Math.max(0, date - now) : undefined;
}

/** Returns the highest number in a comma-separated list; undefined if the list has no legal number. */
function highestOf(list: string): number | undefined {
  const numbers = list.split(',').flatMap((text) => (/^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : []));
  const highest = Math.max(...numbers);
  return Number.isFinite(highest) ? highest : undefined;
}
