import type { RateLimitUse } from '../operation.js';

const intervals: Readonly<Record<string, string>> = { S: 'SECOND', M: 'MINUTE', H: 'HOUR', D: 'DAY' };

/** Most headers begin otherwise, and are not looked at further. */
const x = 'x'.charCodeAt(0);

/** The use of a limit that an answer's header tells, its name in any letter case; undefined for other headers. */
export function rateLimitOf(name: string, value: string): RateLimitUse | undefined {
  if ((name.charCodeAt(0) | 32) !== x) return undefined;
  const [, kind, intervalNum, letter = ''] = /^x-mbx-(used-weight|order-count)-(\d+)([smhd])$/i.exec(name) ?? [];
  const interval = intervals[letter.toUpperCase()];
  if (!interval) return undefined;
  const rateLimitType = /^u/i.test(kind ?? '') ? 'REQUEST_WEIGHT' : 'ORDERS';
  return { rateLimitType, interval, intervalNum: Number(intervalNum), count: Number(value) };
}

/** `Retry-After`, which is in seconds, in ms; undefined where it is absent or no number. */
export function retryAfterOf(header: string | null | undefined): number | undefined {
  return header && Number(header) >= 0 ? Number(header) * 1000 : undefined;
}
