import type { RateLimitUse } from '../operations/call.js';

/** The length in seconds of each interval of a rate limit. Headers name an interval by its first letter. */
export const intervalSeconds: Readonly<Record<string, number>> = { SECOND: 1, MINUTE: 60, HOUR: 3600, DAY: 86_400 };

/** The use of a rate limit that a header of a reply reports. Header names may be in any case. Undefined for other headers. */
export function rateLimitOf(name: string, value: string): RateLimitUse | undefined {
  const [, isWeight, number, letter = ''] = /^x-mbx-(?:(used-weight)|order-count)-(\d+)(.)$/i.exec(name) ?? [];
  const interval = Object.keys(intervalSeconds).find((each) => each[0] === letter.toUpperCase());
  const intervalNum = Number(number);
  if (!interval || !(intervalNum > 0)) return undefined;
  return { rateLimitType: isWeight ? 'REQUEST_WEIGHT' : 'ORDERS', interval, intervalNum, count: Number(value) };
}

/** The value of `Retry-After`, which is in seconds, converted to ms. Undefined if it is absent or not a number. */
export function retryAfterOf(header: string | null | undefined): number | undefined {
  return header && Number(header) >= 0 ? Number(header) * 1000 : undefined;
}
