import { describe, expect, it } from 'vitest';
import { type RenewalOptions, renewalAge } from './renewal-age.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;

describe('renewalAge', () => {
  it.each<[string, RenewalOptions | undefined, number, number]>([
    ['by default', undefined, 22.5 * HOUR, 23 * HOUR],
    ['without jitter', { jitter: 0 }, 23 * HOUR, 23 * HOUR],
    ['with another jitter', { jitter: HOUR }, 22 * HOUR, 23 * HOUR],
    ['with another age', { after: 2 * HOUR }, 1.5 * HOUR, 2 * HOUR],
    ['with another age and jitter', { after: 2 * HOUR, jitter: MINUTE }, 119 * MINUTE, 2 * HOUR],
    ['with an age below the jitter', { after: 10 * MINUTE }, 5 * MINUTE, 10 * MINUTE],
    ['with an age above the default', { after: 40 * HOUR, jitter: 0 }, 23 * HOUR, 23 * HOUR],
    ['with an endless age', { after: Infinity }, 23 * HOUR, 23 * HOUR],
    ['with an age that is no number', { after: Number.NaN }, 23 * HOUR, 23 * HOUR],
  ])('is random between two limits, %s', (_, options, least, most) => {
    const [first, middle, last] = [0, 0.5, 1].map((value) => renewalAge(options, { next: () => value }));
    expect([last, middle, first]).toEqual([least, (least + most) / 2, most]);
  });
});
