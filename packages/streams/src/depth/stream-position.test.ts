import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { StreamPosition } from './stream-position.js';

describe('StreamPosition', () => {
  it('error: looked again and again without a pause when a difference of two times was rounded down', async () => {
    const clock = new ManualClock();
    // In floating point, (7904.865 + 10000) - 7904.865 is less than 10000.
    await clock.advance(7_904.865);
    const ends: string[] = [];
    const position = new StreamPosition(
      {
        book: { lastUpdateId: 5 },
        receivedAt: undefined,
        streamIsQuiet: () => ends.push('quiet'),
        snapshotIsAhead: () => ends.push('ahead'),
      },
      clock,
    );
    position.await(() => true);
    await clock.advance(10_001);
    expect(ends).toEqual(['ahead']);
    expect(clock.timers.size).toBe(0);
  });
});
