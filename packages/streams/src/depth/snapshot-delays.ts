import type { Random } from '@pkg/core';

const MAX_REPEAT_DELAY = 30_000;
const MAX_FAILURE_DELAY = 5_000;

/**
 * Returns the delay after a snapshot that was too old, ms: 500 after the first, then 3,000, less up to 5 % of jitter.
 */
export function tooOldDelay(attempt: number, random: Random): number {
  return (attempt === 0 ? 500 : 3_000) * (1 - 0.05 * random.next());
}

/** Returns the delay after a failed request, ms: 250, doubling up to 5,000. Jitter takes up to half of it. */
export function failureDelay(attempt: number, random: Random): number {
  return Math.min(MAX_FAILURE_DELAY, 250 * 2 ** attempt) * (0.5 + 0.5 * random.next());
}

/**
 * Returns the delay after a snapshot that the stream did not reach, ms: 1,000, doubling up to 30,000, less up to 5 %
 * jitter.
 */
export function aheadDelay(attempt: number, random: Random): number {
  return Math.min(MAX_REPEAT_DELAY, 1_000 * 2 ** attempt) * (1 - 0.05 * random.next());
}

/** Returns the delay after a renewal that failed, ms: 1,000, doubling up to 30,000. Jitter takes up to half of it. */
export function renewalDelay(attempt: number, random: Random): number {
  return Math.min(MAX_REPEAT_DELAY, 1_000 * 2 ** attempt) * (0.5 + 0.5 * random.next());
}

/** Returns the delay between snapshots while the stream is silent, ms: 10,000, doubling up to 30,000. */
export function silentDelay(attempt: number): number {
  return Math.min(MAX_REPEAT_DELAY, 10_000 * 2 ** attempt);
}

/**
 * Returns the delay before the next resync of a book that was resynced `resyncs` times without staying live, ms: none,
 * then 1,000, doubling up to 30,000. So a broken stream does not use up the request weight.
 */
export function repeatDelay(resyncs: number): number {
  return resyncs === 0 ? 0 : Math.min(MAX_REPEAT_DELAY, 500 * 2 ** resyncs);
}
