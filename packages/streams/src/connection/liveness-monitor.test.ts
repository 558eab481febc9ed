import { describe, expect, it } from 'vitest';
import { delayedTimers } from '../../../../tests/streams/delayed-timers.js';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FrameClock } from './frame-clock.js';
import { LivenessMonitor } from './liveness-monitor.js';

const SECOND = 1_000;

/** Returns the monitor of a socket that has just opened. `seen` lists what the monitor did, and at which second. */
function setUp(seesPings = false) {
  const clock = new ManualClock();
  const timers = delayedTimers(clock);
  const seen: [what: string, at: number][] = [];
  const note = (what: string): unknown => seen.push([what, clock.monotonic() / SECOND]);
  const monitor: LivenessMonitor = new LivenessMonitor(timers.clock, new FrameClock(timers.clock), seesPings, {
    probe: (isStale) => note(isStale ? 'probe, stale' : 'probe'),
    dead: (reason) => {
      note(reason);
      monitor.stop();
    },
    woke: () => {
      note('woke');
      monitor.wake();
    },
  });
  const advance = (seconds: number): Promise<void> => clock.advance(seconds * SECOND);
  return { clock, timers, seen, monitor, advance };
}

describe('LivenessMonitor', () => {
  it.each([
    [true, 25],
    [false, 20],
  ])('sends a probe after a silence, and gives up 10 s later; pings visible: %s', async (seesPings, limit) => {
    const { clock, seen, advance } = setUp(seesPings);
    await advance(limit - 0.01);
    expect(seen).toEqual([]);
    await advance(0.01);
    expect(seen).toEqual([['probe', limit]]);
    await advance(9.99);
    expect(seen).toHaveLength(1);
    await advance(0.01);
    expect(seen.slice(1)).toEqual([[`silent for ${limit + 10} s`, limit + 10]]);
    expect(clock.timers.size).toBe(0);
  });

  it('counts the silence from the last frame, which also answers a probe', async () => {
    const { seen, monitor, advance, clock } = setUp();
    await advance(15);
    monitor.received();
    await advance(19);
    monitor.received();
    await advance(19.9);
    expect(seen).toEqual([]);
    await advance(0.1);
    expect(seen).toEqual([['probe', 54]]);
    await advance(9.9);
    monitor.received();
    expect(monitor.receivedAt.monotonic).toBe(63_900);
    await advance(19);
    expect(seen).toHaveLength(1);
    await advance(1);
    expect(seen[1]).toEqual(['probe', 83.9]);
    monitor.stop();
    expect(clock.timers.size).toBe(0);
  });

  it.each([
    [9.99, 'probe'],
    [10, 'probe, stale'],
  ])(
    'sends a probe at once when the machine woke %d s after the last frame, and gives up 2 s later',
    async (silence, what) => {
      const { seen, monitor, advance } = setUp();
      await advance(silence);
      monitor.wake();
      await advance(1.99);
      expect(seen).toEqual([[what, silence]]);
      await advance(0.01);
      expect(seen[1]?.[0]).toBe(`silent for ${Math.round(silence + 2)} s`);
    },
  );

  it('finds out that the machine slept only from a silence of more than 30 s', async () => {
    for (const [slept, hasSlept] of [
      [30, false],
      [30.01, true],
    ] as const) {
      const { seen, monitor, timers, advance } = setUp();
      timers.hold();
      await advance(slept);
      expect(monitor.hasSlept).toBe(hasSlept);
      expect(seen).toEqual([]);
      expect(monitor.checkSleep()).toBe(hasSlept);
      expect(seen.map(([what]) => what)).toEqual(hasSlept ? ['woke', 'probe, stale'] : []);
      monitor.stop();
    }
  });

  it('takes the first frame after a sleep for no answer to the probe', async () => {
    const { seen, monitor, timers, advance } = setUp();
    timers.hold();
    await advance(60);
    // This frame may have been sent before the sleep, so it does not prove that the socket is alive.
    monitor.received();
    expect(seen).toEqual([
      ['woke', 60],
      ['probe, stale', 60],
    ]);
    timers.release();
    await advance(2);
    expect(seen).toHaveLength(3);
    expect(seen[2]?.[0]).toMatch(/^silent for/);
  });

  it.each([
    ['its timer fires', true],
    ['a frame arrives', false],
  ])('takes no queued frame for an answer to the probe when the machine wakes and %s first', async (_, isTimer) => {
    const { timers, seen, monitor, advance } = setUp();
    timers.hold();
    await advance(60);
    if (isTimer) timers.release();
    // Each of these frames arrives in its own task of the event loop.
    for (let frame = 0; frame < 3; frame++) {
      monitor.received();
      await advance(0.1);
    }
    timers.release();
    await advance(1.7);
    expect(seen).toEqual([
      ['woke', 60],
      ['probe, stale', 60],
      ['probe', 62],
    ]);
    await advance(10);
    expect(seen[3]).toEqual(['silent for 12 s', 72]);
  });

  it('needs no further probe if frames arrive more than 1 s after the machine woke', async () => {
    const { seen, monitor, advance } = setUp();
    monitor.wake();
    await advance(0.5);
    monitor.received();
    await advance(0.6);
    monitor.received();
    await advance(19.9);
    expect(seen).toEqual([['probe', 0]]);
    monitor.stop();
  });

  it('sends a probe again before it gives up, if its timer was late', async () => {
    const { seen, timers, advance } = setUp();
    await advance(20);
    timers.hold();
    await advance(12);
    timers.release();
    expect(seen).toEqual([
      ['probe', 20],
      ['probe', 32],
    ]);
    await advance(10);
    expect(seen[2]).toEqual(['silent for 42 s', 42]);
  });
});
