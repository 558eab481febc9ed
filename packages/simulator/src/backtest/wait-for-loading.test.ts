import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.js';
import { waitForLoading } from './wait-for-loading.js';

describe('waitForLoading', () => {
  it('gives code time to load on a machine that is so busy that each round of the event loop takes 5 s', async () => {
    let now = 0;
    const busy = { monotonic: () => (now += 5_000) };
    let rounds = 0;
    await waitForLoading(new VirtualClock(), () => ++rounds > 1_000, busy, { ms: 2_000, rounds: 1_500 });
    expect(rounds).toBe(1_001);
  });

  it('ends if nothing happens for 2 s', async () => {
    const clock = new VirtualClock();
    let now = 0;
    // Each reading moves the clock on by 2 ms. When the clock reaches 1 s, the bot sets a timer.
    const real = { monotonic: () => (now += 2) };
    const isDone = () => {
      if (now >= 1_000 && clock.pending === 0) clock.setTimeout(() => undefined, 1_000);
      return false;
    };
    await waitForLoading(clock, isDone, real, { ms: 2_000, rounds: 500 });
    expect(now).toBeGreaterThan(2_990);
    expect(now).toBeLessThan(3_010);
    expect(clock.monotonic()).toBe(0);
  });
});
