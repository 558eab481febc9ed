import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { Deadline } from './deadline.js';

describe('Deadline', () => {
  it('expires after its time, without the pauses', async () => {
    const clock = new ManualClock();
    let expiredAt: number | undefined;
    const deadline = new Deadline(clock, 1000, () => {
      expiredAt = clock.monotonic();
    });
    await clock.advance(400);
    deadline.pause();
    deadline.pause();
    await clock.advance(5000);
    expect(deadline.remaining).toBe(600);
    deadline.resume();
    await clock.advance(5000);
    deadline.resume();
    expect(deadline.remaining).toBe(600);
    await clock.advance(599);
    expect(expiredAt).toBeUndefined();
    await clock.advance(1);
    expect(expiredAt).toBe(11_000);
  });

  it.each([2 ** 31, 1e300, Infinity])('of %d ms sets a timer that every runtime takes', (ms) => {
    const clock = new ManualClock();
    new Deadline(clock, ms, () => undefined);
    for (const { at } of clock.timers) expect(at).toBeLessThanOrEqual(2 ** 31 - 1);
    expect(clock.timers.size).toBe(1);
  });

  it('does not expire after it was cleared', async () => {
    const clock = new ManualClock();
    const deadline = new Deadline(clock, 1000, () => expect.unreachable());
    deadline.clear();
    await clock.advance(2000);
  });
});
