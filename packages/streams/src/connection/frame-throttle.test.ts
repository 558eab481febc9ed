import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FrameThrottle } from './frame-throttle.js';

describe('FrameThrottle', () => {
  it('allows four frames without a response, and no fifth', () => {
    const throttle = new FrameThrottle(new ManualClock());
    expect([0, 3, 4, 5].map((unanswered) => throttle.wait(unanswered))).toEqual([0, 0, Infinity, Infinity]);
  });

  it('counts a frame for a second after it has arrived', async () => {
    const clock = new ManualClock();
    const throttle = new FrameThrottle(clock);
    for (let frame = 0; frame < 3; frame++) throttle.count();
    await clock.advance(400);
    throttle.count();
    // Three frames arrived at 0 ms and one at 400 ms. At most four may arrive within a second, so the next one has to
    // wait until 1,001 ms. A pending request counts as one more frame, but does not lengthen this wait, because the
    // first three frames stop counting at the same time.
    expect([throttle.wait(0), throttle.wait(1)]).toEqual([601, 601]);
    await clock.advance(601);
    expect([throttle.wait(0), throttle.wait(2), throttle.wait(3)]).toEqual([0, 0, 400]);
    await clock.advance(400);
    expect(throttle.wait(3)).toBe(0);
  });
});
