import { describe, expect, it } from 'vitest';
import { ClientClock } from './client-clock.js';
import { VirtualClock } from './virtual-clock.js';

describe('VirtualClock', () => {
  it('runs timers in the order of their due times, then of their creation', async () => {
    const clock = new VirtualClock({ start: 1000 });
    const ran: [string, number][] = [];
    const note = (name: string) => () => void ran.push([name, clock.now()]);
    clock.setTimeout(note('late'), 30);
    clock.setTimeout(note('first of two'), 10);
    clock.setTimeout(note('second of two'), 10);
    clock.setTimeout(note('beyond'), 31);
    await clock.advance(30);
    expect(ran).toEqual([
      ['first of two', 1010],
      ['second of two', 1010],
      ['late', 1030],
    ]);
    expect(clock.pending).toBe(1);
    expect(clock.nextIn).toBe(1);
  });

  it('lets promises settle between one timer and the next', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.setTimeout(async () => {
      for (let step = 0; step < 50; step++) await undefined;
      ran.push('after fifty promises');
    }, 1);
    clock.setTimeout(() => ran.push('next timer'), 2);
    await clock.advance(2);
    expect(ran).toEqual(['after fifty promises', 'next timer']);
  });

  it('runs timers that are set while time moves', async () => {
    const clock = new VirtualClock();
    let ticks = 0;
    const tick = (): void => {
      ticks += 1;
      clock.setTimeout(tick, 10);
    };
    clock.setTimeout(tick, 10);
    await clock.advance(105);
    expect(ticks).toBe(10);
    expect(clock.monotonic()).toBe(105);
  });

  it('does not run a cleared timer, wherever it is in the heap', async () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    const timers = Array.from({ length: 100 }, (_, index) =>
      clock.setTimeout(() => ran.push(index), (index * 37) % 100),
    );
    for (let index = 0; index < 100; index += 3) clock.clearTimeout(timers[index]);
    await clock.advance(100);
    const left = Array.from({ length: 100 }, (_, index) => index).filter((index) => index % 3 !== 0);
    expect(ran).toEqual(left.sort((a, b) => ((a * 37) % 100) - ((b * 37) % 100)));
    expect(clock.pending).toBe(0);
  });

  it('moves time by a timer that waits for less than the clock can measure', async () => {
    const clock = new VirtualClock();
    await clock.advance(30_000);
    const end = clock.monotonic() + 0.0005;
    let runs = 0;
    const waitUntilEnd = (): void => {
      runs += 1;
      if (runs < 1_000 && clock.monotonic() < end) clock.setTimeout(waitUntilEnd, 1e-12);
    };
    waitUntilEnd();
    await clock.advance(1);
    expect(runs).toBe(2);
  });

  it.each([0, 1_000_000])('moves on by the rest of an advance from an imported time of %d ms', async (elapsed) => {
    const clock = new VirtualClock();
    await clock.advance(5000);
    const ran: number[] = [];
    clock.setTimeout(() => clock.importState({ start: 0, drift: 0, elapsed }), 10);
    for (const wait of [100, 101]) clock.setTimeout(() => ran.push(clock.monotonic()), wait);
    await clock.advance(100);
    expect(clock.monotonic()).toBe(elapsed + 90);
    expect(ran).toEqual([elapsed + 90]);
  });

  it('runs until no timer is left', async () => {
    const clock = new VirtualClock();
    clock.setTimeout(() => clock.setTimeout(() => undefined, 500), 1000);
    expect(await clock.runUntilIdle()).toBe(1500);
    expect(clock.pending).toBe(0);
  });

  it('follows another clock at a multiple of its speed', async () => {
    const wall = new VirtualClock();
    const clock = new VirtualClock();
    clock.follow(wall, 60);
    const ran: number[] = [];
    clock.setTimeout(() => ran.push(clock.monotonic()), 60_000);
    await wall.advance(999);
    expect(clock.monotonic()).toBe(59_940);
    expect(ran).toEqual([]);
    await wall.advance(1);
    expect(ran).toEqual([60_000]);
    clock.pace(0);
    await wall.advance(1000);
    expect(clock.monotonic()).toBe(60_000);
    await clock.advance(5);
    expect(clock.monotonic()).toBe(60_005);
  });

  it('can be advanced while it follows another clock', async () => {
    const wall = new VirtualClock();
    const clock = new VirtualClock();
    clock.follow(wall, 1);
    await wall.advance(10);
    const advanced = clock.advance(1000);
    await advanced;
    expect(clock.monotonic()).toBe(1010);
    await wall.advance(10);
    expect(clock.monotonic()).toBe(1020);
  });

  it('has a wall clock that can be set and drift without effect on timers', async () => {
    const clock = new VirtualClock({ start: 0 });
    await clock.advance(1000);
    clock.step(-400);
    expect(clock.now()).toBe(600);
    clock.drift = 0.01;
    expect(clock.now()).toBeCloseTo(600);
    await clock.advance(1000);
    expect(clock.now()).toBeCloseTo(1610);
    expect(clock.monotonic()).toBe(2000);
  });
});

describe('ClientClock', () => {
  it('has an offset, drifts and steps relative to the exchange’s clock', async () => {
    const timeline = new VirtualClock({ start: 1_000_000 });
    const host = new ClientClock(timeline, { offset: -3000, drift: 0.001 });
    expect(host.now()).toBe(997_000);
    await timeline.advance(10_000);
    expect(host.now()).toBe(1_007_010);
    expect(host.monotonic()).toBeCloseTo(10_010);
    host.step(60_000);
    expect(host.now()).toBe(1_067_010);
  });

  it('runs its timers after a sleep', async () => {
    const timeline = new VirtualClock();
    const host = new ClientClock(timeline);
    const ran: number[] = [];
    host.setTimeout(() => ran.push(timeline.monotonic()), 100);
    const cleared = host.setTimeout(() => ran.push(-1), 100);
    host.sleep(5000);
    await timeline.advance(200);
    host.clearTimeout(cleared);
    await timeline.advance(10_000);
    expect(ran).toEqual([5000]);
  });
});
