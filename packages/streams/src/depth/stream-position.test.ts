import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { StreamPosition } from './stream-position.js';

/**
 * Returns the `StreamPosition` of a stream whose book has a snapshot at update 5. `ends` lists how and when each
 * wait for the stream to reach the snapshot ended.
 */
function setUp() {
  const clock = new ManualClock();
  const ends: [how: string, at: number][] = [];
  const owner = {
    book: { lastUpdateId: 5 },
    receivedAt: undefined as number | undefined,
    streamIsQuiet: () => ends.push(['quiet', clock.monotonic()]),
    snapshotIsAhead: () => ends.push(['ahead', clock.monotonic()]),
  };
  const position = new StreamPosition(owner, clock);
  /** Makes the stream send the event with this update id. */
  const receive = (id: number): void => {
    owner.receivedAt = clock.monotonic();
    position.advance(id);
  };
  return { clock, ends, owner, position, receive };
}

describe('StreamPosition', () => {
  it('has the highest update of the stream until it is reset', () => {
    const { position } = setUp();
    for (const id of [3, 7, 5]) position.advance(id);
    expect(position.newest).toBe(7);
    position.reset();
    expect([position.newest, position.isAwaited]).toEqual([0, false]);
  });

  it('takes the stream for quiet after 3 s without an event, and waits 10 s for one that sends', async () => {
    for (const [isLive, receivesAt, expected] of [
      [false, undefined, ['quiet', 4_000]],
      [false, 1_000, ['quiet', 4_000]],
      [false, 1_001, ['ahead', 11_000]],
      [false, 3_999, ['ahead', 11_000]],
      [true, undefined, ['ahead', 11_000]],
    ] as const) {
      const { clock, ends, position, receive } = setUp();
      if (receivesAt) clock.setTimeout(() => receive(4), receivesAt);
      await clock.advance(1_000);
      position.await(() => isLive);
      await clock.advance(1_000);
      // A second call during the wait does not restart the wait.
      position.await(() => isLive);
      while (ends.length === 0) {
        expect(position.isAwaited).toBe(true);
        await clock.advance(1);
      }
      expect([ends, position.isAwaited, clock.timers.size]).toEqual([[expected], false, 0]);
      // After the wait has ended, another call starts a new wait.
      position.await(() => isLive);
      expect(position.isAwaited).toBe(true);
      position.stopWaiting();
      expect(clock.timers.size).toBe(0);
    }
  });

  it.each([
    ['the stream reaches the snapshot', ({ receive }: ReturnType<typeof setUp>) => receive(5)],
    [
      'the book has an older snapshot',
      ({ owner }: ReturnType<typeof setUp>) => Object.assign(owner.book, { lastUpdateId: 0 }),
    ],
    ['the wait is stopped', ({ position }: ReturnType<typeof setUp>) => position.stopWaiting()],
    ['the stream was lost', ({ position }: ReturnType<typeof setUp>) => position.reset()],
  ])('reports nothing if %s', async (_, end) => {
    const setup = setUp();
    setup.position.await(() => false);
    await setup.clock.advance(2_999);
    end(setup);
    await setup.clock.advance(60_000);
    expect([setup.ends, setup.clock.timers.size]).toEqual([[], 0]);
  });

  it('error: looked again and again without a pause when a difference of two times was rounded down', async () => {
    const clock = new ManualClock();
    // In floating point, (7904.865 + 10000) - 7904.865 is less than 10000. So a wait of 10 s that starts at this time
    // seems to be too short when it ends.
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
