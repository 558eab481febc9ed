import type { Random } from '@pkg/core';

const MAX_REPEAT_DELAY = 30_000;
const MAX_FAILURE_DELAY = 5_000;

/**
 * Returns the delay before the next request after a snapshot that was too old, ms. The delay is 500 the first time and
 * 3,000 later, and is shortened by up to 5 % at random.
 */
export function tooOldDelay(attempt: number, random: Random): number {
  return (attempt === 0 ? 500 : 3_000) * (1 - 0.05 * random.next());
}

/**
 * Returns the delay before the next request after a failed request, ms. The delay doubles from 250 up to 5,000, or up to
 * 30,000 if `isRefused`, and is shortened by up to half at random.
 */
export function failureDelay(attempt: number, random: Random, isRefused: boolean): number {
  const longest = isRefused ? MAX_REPEAT_DELAY : MAX_FAILURE_DELAY;
  return Math.min(longest, 250 * 2 ** attempt) * (0.5 + 0.5 * random.next());
}

/**
 * Returns the delay before the next request after a snapshot whose update id the stream did not reach, ms. The delay
 * doubles from 1,000 up to 30,000, and is shortened by up to 5 % at random.
 */
export function aheadDelay(attempt: number, random: Random): number {
  return Math.min(MAX_REPEAT_DELAY, 1_000 * 2 ** attempt) * (1 - 0.05 * random.next());
}

/**
 * Returns the delay before the next attempt to renew the snapshot of a live book, ms. The delay doubles from 1,000 up
 * to 30,000, and is shortened by up to half at random.
 */
export function renewalDelay(attempt: number, random: Random): number {
  return Math.min(MAX_REPEAT_DELAY, 1_000 * 2 ** attempt) * (0.5 + 0.5 * random.next());
}

/** Returns the delay between two requests while the stream is silent, ms: 10,000, doubling up to 30,000. */
export function silentDelay(attempt: number): number {
  return Math.min(MAX_REPEAT_DELAY, 10_000 * 2 ** attempt);
}

/**
 * Returns the delay before the next resync of a book, ms. The first resync has no delay. The second has 1,000, and the
 * delay doubles up to 30,000. `resyncs` is the number of recent resyncs. The delay keeps a broken stream from using up
 * the request weight.
 */
export function repeatDelay(resyncs: number): number {
  return resyncs === 0 ? 0 : Math.min(MAX_REPEAT_DELAY, 500 * 2 ** resyncs);
}
