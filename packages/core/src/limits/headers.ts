import type { RateLimitUse } from '../operations/call.js';

/** How many seconds the intervals of limits have; headers name each by its first letter. */
export const intervals: Readonly<Record<string, number>> = { SECOND: 1, MINUTE: 60, HOUR: 3600, DAY: 86_400 };

/** The use of a limit that an answer's header tells, its name in any letter case; undefined for other headers. */
export function rateLimitOf(name: string, value: string): RateLimitUse | undefined {
  const [, isWeight, number, letter = ''] = /^x-mbx-(?:(used-weight)|order-count)-(\d+)(.)$/i.exec(name) ?? [];
  const interval = Object.keys(intervals).find((each) => each[0] === letter.toUpperCase());
  const intervalNum = Number(number);
  if (!interval || !(intervalNum > 0)) return undefined;
  return { rateLimitType: isWeight ? 'REQUEST_WEIGHT' : 'ORDERS', interval, intervalNum, count: Number(value) };
}

/** `Retry-After`, which is in seconds, in ms; undefined where it is absent or no number. */
export function retryAfterOf(header: string | null | undefined): number | undefined {
  return header && Number(header) >= 0 ? Number(header) * 1000 : undefined;
}
