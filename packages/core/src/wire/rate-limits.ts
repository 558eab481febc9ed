import type { RateLimitUse } from '../operation.js';

/** How many seconds the intervals of limits have; headers name each by its first letter. */
export const intervals: Readonly<Record<string, number>> = { SECOND: 1, MINUTE: 60, HOUR: 3600, DAY: 86_400 };

const kinds = { 'x-mbx-used-weight-': 'REQUEST_WEIGHT', 'x-mbx-order-count-': 'ORDERS' } as const;
const kindLength = 'x-mbx-used-weight-'.length;

/** The use of a limit that an answer's header tells, its name in any letter case; undefined for other headers. */
export function rateLimitOf(name: string, value: string): RateLimitUse | undefined {
  // Most headers begin otherwise, and are not looked at further.
  if (!/^x/i.test(name)) return undefined;
  const rateLimitType = kinds[name.slice(0, kindLength).toLowerCase() as keyof typeof kinds];
  const letter = name.slice(-1).toUpperCase();
  const interval = Object.keys(intervals).find((each) => each[0] === letter);
  const intervalNum = Number(name.slice(kindLength, -1));
  if (!rateLimitType || !interval || !(intervalNum > 0)) return undefined;
  return { rateLimitType, interval, intervalNum, count: Number(value) };
}

/** `Retry-After`, which is in seconds, in ms; undefined where it is absent or no number. */
export function retryAfterOf(header: string | null | undefined): number | undefined {
  return header && Number(header) >= 0 ? Number(header) * 1000 : undefined;
}
