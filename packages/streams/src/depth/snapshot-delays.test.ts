import type { Random } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { aheadDelay, failureDelay, renewalDelay, repeatDelay, silentDelay, tooOldDelay } from './snapshot-delays.js';

const SECOND = 1_000;

/** Returns the longest and the shortest delay before each of the first attempts. */
function limitsOf(delay: (attempt: number, random: Random) => number): [longest: number, shortest: number][] {
  const randomOf = (value: number) => ({ next: () => value }) as Random;
  // `renewalDelay` and `failureDelay` are longest with the largest random number, the others with the smallest.
  return [...Array(8).keys(), 50].map((attempt) => {
    const both = [0, 1].map((value) => delay(attempt, randomOf(value)));
    return [Math.max(...both), Math.min(...both)];
  });
}

describe('the delays between requests for snapshots', () => {
  it.each<[string, (attempt: number, random: Random) => number, readonly number[], number]>([
    ['too old', tooOldDelay, [0.5, 3, 3, 3, 3, 3, 3, 3, 3], 0.95],
    ['failed', (attempt, random) => failureDelay(attempt, random, false), [0.25, 0.5, 1, 2, 4, 5, 5, 5, 5], 0.5],
    ['refused', (attempt, random) => failureDelay(attempt, random, true), [0.25, 0.5, 1, 2, 4, 8, 16, 30, 30], 0.5],
    ['ahead of the stream', aheadDelay, [1, 2, 4, 8, 16, 30, 30, 30, 30], 0.95],
    ['not renewed', renewalDelay, [1, 2, 4, 8, 16, 30, 30, 30, 30], 0.5],
  ])('grow after snapshots that were %s, and are shortened at random', (_, delay, seconds, share) => {
    const limits = limitsOf(delay);
    expect(limits.map(([longest]) => longest)).toEqual(seconds.map((each) => each * SECOND));
    for (const [longest, shortest] of limits) expect(shortest).toBeCloseTo(longest * share);
  });

  it('grow while the stream is silent, and after resyncs, without randomness', () => {
    expect([0, 1, 2, 3, 50].map(silentDelay)).toEqual([10_000, 20_000, 30_000, 30_000, 30_000]);
    expect([0, 1, 2, 3, 4, 5, 6, 7, 50].map(repeatDelay)).toEqual([
      ...[0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000],
    ]);
  });
});
