import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { RetryDelay } from './retry-delay.js';

async function setUp() {
  const clock = new ManualClock();
  return { clock, delay: new RetryDelay(clock) };
}

describe('RetryDelay', () => {
  it('doubles after each failure, up to 30 s', async () => {
    const { delay } = await setUp();
    const delays: number[] = [];
    for (let i = 0; i < 10; i++) {
      delays.push(delay.next());
      delay.failed();
    }
    expect(delays).toEqual([0, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('repeats a first short success at once, and later ones after growing delays', async () => {
    const { clock, delay } = await setUp();
    const delays: number[] = [];
    for (let i = 0; i < 5; i++) {
      delay.succeeded();
      await clock.advance(20);
      delays.push(delay.next());
    }
    expect(delays).toEqual([0, 500, 1_000, 2_000, 4_000]);
  });

  it('starts anew after a success that lasted a minute', async () => {
    const { clock, delay } = await setUp();
    for (let i = 0; i < 5; i++) delay.failed();
    delay.succeeded();
    await clock.advance(60_000);
    expect(delay.next()).toBe(0);
    delay.failed();
    expect(delay.next()).toBe(250);
  });

  it('counts a success that is repeated before its end from the first time on', async () => {
    const { clock, delay } = await setUp();
    for (let i = 0; i < 5; i++) delay.failed();
    delay.succeeded();
    await clock.advance(59_000);
    delay.succeeded();
    await clock.advance(1_000);
    expect(delay.next()).toBe(0);
  });

  it('does not count a success that another cause ended, and keeps the failures before it', async () => {
    const { clock, delay } = await setUp();
    delay.succeeded();
    await clock.advance(20);
    delay.interrupted();
    expect(delay.next()).toBe(0);
    delay.failed();
    delay.succeeded();
    delay.interrupted();
    expect(delay.next()).toBe(250);
  });

  it('counts a failure after a success once, however long the success had lasted', async () => {
    for (const lasted of [1_000, 60_000]) {
      const { clock, delay } = await setUp();
      delay.succeeded();
      await clock.advance(lasted);
      delay.failed();
      expect([lasted, delay.next()]).toEqual([lasted, 250]);
    }
  });
});
