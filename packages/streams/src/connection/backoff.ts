import type { Random } from '@pkg/core';

const SHORTEST = 500;
/**
 * The longest first delay, in ms. It is long enough to spread the reconnects of many clients that lose their
 * connections together.
 */
const FIRST_CEILING = 3_000;
const LONGEST = 30_000;

/**
 * Returns the delay before connection attempt number `attempt`, in ms. The first attempt has number 1.
 *
 * The delay is random between a floor and a ceiling. The ceiling doubles with each attempt up to 30 s, and the floor
 * rises with it. At most 40 attempts are therefore made within ten minutes.
 */
export function backoffDelay(attempt: number, random: Pick<Random, 'next'>): number {
  const ceiling = Math.min(LONGEST, FIRST_CEILING * 2 ** (attempt - 1));
  const floor = SHORTEST + (ceiling - FIRST_CEILING) / 3;
  return floor + random.next() * (ceiling - floor);
}
