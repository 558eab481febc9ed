import type { Random } from '@pkg/core';

const SHORTEST = 500;
/**
 * The ceiling of the first delay, in ms. It spreads the reconnects of many clients that lose their connections
 * together.
 */
const FIRST_CEILING = 3_000;
const LONGEST = 30_000;

/**
 * Returns the delay before attempt number `attempt`, which counts from 1, in ms.
 *
 * The delay is random between a floor and a ceiling. The ceiling doubles up to 30 s and the floor rises with it. So
 * ten minutes have at most 40 attempts.
 */
export function backoffDelay(attempt: number, random: Pick<Random, 'next'>): number {
  const ceiling = Math.min(LONGEST, FIRST_CEILING * 2 ** Math.min(attempt - 1, 10));
  const floor = SHORTEST + (ceiling - FIRST_CEILING) / 3;
  return floor + random.next() * (ceiling - floor);
}
