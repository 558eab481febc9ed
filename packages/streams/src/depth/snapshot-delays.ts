import type { Random } from '@pkg/core';

const MAX_REPEAT_DELAY = 30_000;
const MAX_FAILURE_DELAY = 5_000;

/**
 * Returns the delay before the next request after a snapshot that was too old, ms: 500 after the first one, later
 * 3,000, less up to 5 % of jitter.
 */
export function tooOldDelay(attempt: number, random: Random): number {
  return (attempt === 0 ? 500 : 3_000) * (1 - 0.05 * random.next());
}

/**
 * Returns the delay before the next request after one that failed, ms: 250, doubling up to 5,000, less up to half of it
 * as jitter.
 */
export function failureDelay(attempt: number, random: Random): number {
  return Math.min(MAX_FAILURE_DELAY, 250 * 2 ** attempt) * (0.5 + 0.5 * random.next());
}

/**
 * Returns the delay before the next request after a snapshot that the stream did not reach, ms: 1,000, doubling up to
 * 30,000, less up to 5 % of jitter.
 */
export function aheadDelay(attempt: number, random: Random): number {
  return Math.min(MAX_REPEAT_DELAY, 1_000 * 2 ** attempt) * (1 - 0.05 * random.next());
}

/**
 * Returns the delay before the next request after one for a live book that failed, ms: 1,000, doubling up to 30,000,
 * less up to half of it as jitter.
 */
export function renewalDelay(attempt: number, random: Random): number {
  return Math.min(MAX_REPEAT_DELAY, 1_000 * 2 ** attempt) * (0.5 + 0.5 * random.next());
}

/** Returns the delay between two requests while the stream is silent, ms: 10,000, doubling up to 30,000. */
export function silentDelay(attempt: number): number {
  return Math.min(MAX_REPEAT_DELAY, 10_000 * 2 ** attempt);
}

/**
 * Returns the delay before the next resync of a book that was resynced `resyncs` times in a short time, ms: none, then
 * 1,000, doubling up to 30,000. The delay keeps a broken stream from using up the request weight.
 */
export function repeatDelay(resyncs: number): number {
  return resyncs === 0 ? 0 : Math.min(MAX_REPEAT_DELAY, 500 * 2 ** resyncs);
}
