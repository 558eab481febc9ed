import { describe, expect, it } from 'vitest';
import { backoffDelay } from './backoff.js';

describe('backoffDelay', () => {
  it.each([
    [1, 500, 3_000],
    [2, 1_500, 6_000],
    [3, 3_500, 12_000],
    [4, 7_500, 24_000],
    [5, 9_500, 30_000],
    [6, 9_500, 30_000],
    [1_000_000, 9_500, 30_000],
  ])('is random before attempt %i: from %i to %i ms', (attempt, least, most) => {
    const delays = [0, 0.5, 1].map((value) => backoffDelay(attempt, { next: () => value }));
    expect(delays).toEqual([least, (least + most) / 2, most]);
  });
});
