import type { Random } from '@pkg/core';

const LONGEST_REPEAT = 30_000;
const LONGEST_FAILURE = 5_000;

/** A snapshot was too old: half a second, then 3 s, a little less at random. */
export function staleDelay(attempt: number, random: Random): number {
  return (attempt === 0 ? 500 : 3_000) * (1 - 0.05 * random.next());
}

/** A request failed: 250 ms doubling to 5 s, at random between half and all of it. */
export function failureDelay(attempt: number, random: Random): number {
  return Math.min(LONGEST_FAILURE, 250 * 2 ** attempt) * (0.5 + 0.5 * random.next());
}

/** A book was fetched so often and never held: at once, then 1 s doubling to 30 s, so that it eats nobody's budget. */
export function repeatDelay(repeats: number): number {
  return repeats === 0 ? 0 : Math.min(LONGEST_REPEAT, 500 * 2 ** repeats);
}
