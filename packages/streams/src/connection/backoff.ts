import type { Random } from '@pkg/core';

const SHORTEST = 500;
/** Wide enough that a hundred clients dropped together do not come back together. */
const FIRST_CEILING = 3_000;
const LONGEST = 30_000;

/**
 * How long to wait before attempt number `attempt`, from 1: random under a ceiling that doubles up to 30 s. The floor
 * rises behind it, so that ten minutes see no more than 40 attempts.
 */
export function backoffDelay(attempt: number, random: Pick<Random, 'next'>): number {
  const ceiling = Math.min(LONGEST, FIRST_CEILING * 2 ** Math.min(attempt - 1, 10));
  const floor = SHORTEST + (ceiling - FIRST_CEILING) / 3;
  return floor + random.next() * (ceiling - floor);
}
