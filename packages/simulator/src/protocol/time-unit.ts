import { refusal } from '../refusals/refusal.js';

export type TimeUnit = 'MILLISECOND' | 'MICROSECOND';

/** Reads `X-MBX-TIME-UNIT` or `timeUnit`. Each unit is accepted in capitals or in small letters. */
export function readTimeUnit(text: string | null | undefined): TimeUnit {
  if (!text || text === 'MILLISECOND' || text === 'millisecond') return 'MILLISECOND';
  if (text === 'MICROSECOND' || text === 'microsecond') return 'MICROSECOND';
  throw refusal('INVALID_TIME_UNIT');
}

/** Returns the conversion from µs to a unit. Negative values such as -1 mark an absent time and stay as they are. */
export function toUnit(unit: TimeUnit): (us: number) => number {
  return unit === 'MICROSECOND' ? (us) => us : (us) => (us < 0 ? us : Math.floor(us / 1000));
}
