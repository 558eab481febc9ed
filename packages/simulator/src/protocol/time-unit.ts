import { refusal } from '../refusals/refusal.js';

export type TimeUnit = 'MILLISECOND' | 'MICROSECOND';

/**
 * Reads the header `X-MBX-TIME-UNIT` or the parameter `timeUnit`. Both units are accepted in capitals or in small
 * letters.
 */
export function readTimeUnit(text: string | null | undefined): TimeUnit {
  if (!text || text === 'MILLISECOND' || text === 'millisecond') return 'MILLISECOND';
  if (text === 'MICROSECOND' || text === 'microsecond') return 'MICROSECOND';
  throw refusal('INVALID_TIME_UNIT');
}

/** Returns a function that converts µs to a time unit. Negative values, such as -1 for no time, stay as they are. */
export function toUnit(unit: TimeUnit): (us: number) => number {
  return unit === 'MICROSECOND' ? (us) => us : (us) => (us < 0 ? us : Math.floor(us / 1000));
}
