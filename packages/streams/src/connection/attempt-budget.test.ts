import { describe, expect, it } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { Dice } from '../../../../tests/support/dice.js';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { blockAttempts, releaseAttempt, reserveAttempt } from './attempt-budget.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ORIGIN = 'wss://exchange';
const LIVES = caseCount(50, 5_000);

/** Returns the largest number of connection attempts within any 5 minutes. */
function mostWithin5Minutes(attempts: readonly number[]): number {
  const sorted = [...attempts].sort((a, b) => a - b);
  let [most, end] = [0, 0];
  for (const [first, from] of sorted.entries()) {
    while ((sorted[end] ?? Number.POSITIVE_INFINITY) < from + 5 * MINUTE) end++;
    most = Math.max(most, end - first);
  }
  return most;
}

describe('reserveAttempt', () => {
  it.each([0, 1, 24 * 30])('allows 120 attempts at once after %i hours, then one in 2.5 s', async (hours) => {
    const clock = new ManualClock();
    await clock.advance(hours * HOUR);
    const waits = Array.from({ length: 300 }, () => reserveAttempt(clock, ORIGIN));
    expect(waits.slice(0, 120)).toEqual(Array(120).fill(0));
    expect(waits.slice(120)).toEqual(Array.from({ length: 180 }, (_, index) => (index + 1) * 2_500));
  });

  it(`never allows more than 240 attempts in 5 minutes, and wastes none, in ${LIVES} random runs`, async () => {
    for (let seed = 1; seed <= LIVES; seed++) {
      const dice = new Dice(seed);
      const clock = new ManualClock();
      const attempts: number[] = [];
      /**
       * How many attempts are left, expressed in ms: an attempt costs 2,500 ms, and 2,500 ms restore one attempt. At
       * first, 120 attempts are left. If the number is negative, the next attempt has to wait for that time.
       */
      let available = 5 * MINUTE;
      for (let step = 0; step < 40; step++) {
        for (let count = dice.below(dice.chance(0.3) ? 150 : 5); count > 0; count--) {
          const wait = reserveAttempt(clock, ORIGIN);
          available -= 2_500;
          expect(wait, `seed ${seed}`).toBeCloseTo(Math.max(0, -available), 6);
          if (dice.chance(0.1)) {
            // The connection is closed before it makes the attempt that it reserved.
            releaseAttempt(clock);
            available += 2_500;
          } else attempts.push(clock.monotonic() + wait);
        }
        const passed = dice.pick([0, 100, 10_000, 2 * MINUTE, 3 * HOUR]);
        await clock.advance(passed);
        available = Math.min(5 * MINUTE, available + passed);
      }
      expect(mostWithin5Minutes(attempts), `seed ${seed}`).toBeLessThanOrEqual(240);
    }
  });
});

describe('blockAttempts', () => {
  it('blocks an origin for the longest of the times asked for, and no other origin', async () => {
    const clock = new ManualClock();
    blockAttempts(clock, ORIGIN, 10 * MINUTE);
    blockAttempts(clock, ORIGIN, MINUTE);
    await clock.advance(2 * MINUTE);
    expect(reserveAttempt(clock, ORIGIN)).toBe(8 * MINUTE);
    expect(reserveAttempt(clock, 'wss://other')).toBe(0);
    await clock.advance(8 * MINUTE);
    expect(reserveAttempt(clock, ORIGIN)).toBe(0);
  });
});
