import { describe, expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.js';

describe('VirtualClock', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300, -2_000_000_000_000])(
    'error: a step of %d leaves the clock as it is',
    (step) => {
      const clock = new VirtualClock({ start: 1_800_000_000_000 });
      expect(() => clock.step(step)).toThrow('step: expected a wall time from 1970-01-01 to 2255-06-05');
      expect(clock.now()).toBe(1_800_000_000_000);
    },
  );

  it('error: other values that are not numbers within their bounds', async () => {
    const clock = new VirtualClock({ start: 1_800_000_000_000 });
    clock.follow(new VirtualClock(), 1);
    expect(() => clock.advance(Number.NaN)).toThrow('ms: expected a finite number, got NaN');
    expect(() => {
      clock.drift = Number.NaN;
    }).toThrow('drift: expected -0.5 to 0.5, got NaN');
    expect(() => clock.pace(1e7)).toThrow('speed: expected 0 to 1000000, got 10000000');
    expect(() => clock.pace(Number.NaN)).toThrow('speed');
    expect(() => new VirtualClock({ start: Number.NaN })).toThrow('start: expected a wall time');
    expect(clock.speed).toBe(1);
  });

  it('interrupts the advances that run or wait, but not later ones', async () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    clock.setTimeout(() => ran.push(1), 1);
    clock.setTimeout(() => clock.interrupt(), 2);
    clock.setTimeout(() => ran.push(3), 3);
    const both = [clock.advance(10), clock.advance(10)];
    await Promise.all(both);
    expect(ran).toEqual([1]);
    expect(clock.monotonic()).toBe(2);
    await clock.advance(1);
    expect(ran).toEqual([1, 3]);
    expect(clock.monotonic()).toBe(3);
  });

  it('runs overdue timers in slices, each at its own time, and catches up', async () => {
    const wall = new VirtualClock();
    let machine = 0;
    // `machine` is the time of a slow machine, which takes 5 ms to run each timer of the clock.
    const source = { ...wall, monotonic: () => machine, setTimeout: wall.setTimeout.bind(wall) };
    const clock = new VirtualClock();
    clock.follow(Object.assign(Object.create(wall), source), 1);
    const seen: number[] = [];
    for (let due = 10; due <= 100; due += 10) {
      clock.setTimeout(() => {
        seen.push(clock.monotonic());
        machine += 5;
      }, due);
    }
    machine = 100;
    await wall.advance(10);
    const inFirstSlice = seen.length;
    expect(inFirstSlice).toBeGreaterThan(3);
    expect(inFirstSlice).toBeLessThan(7);
    await wall.advance(10);
    expect(seen).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(clock.monotonic()).toBe(machine);
  });

  it('a timer that sets itself again at once does not hold time still', async () => {
    const wall = new VirtualClock();
    const clock = new VirtualClock();
    clock.follow(wall, 1);
    let ran = 0;
    const again = (): void => {
      ran += 1;
      clock.setTimeout(again, 0);
    };
    again();
    let later = false;
    clock.setTimeout(() => {
      later = true;
    }, 50);
    await wall.advance(100);
    expect(later).toBe(true);
    expect(ran).toBeLessThanOrEqual(101);
  });

  it.each([
    [0, 10, [10]],
    [0.5, 30, [10, 20]],
  ])('a timer that changes the speed to %d leaves the clock at %d after 40 ms more', async (speed, elapsed, seen) => {
    const wall = new VirtualClock();
    const clock = new VirtualClock();
    clock.follow(wall, 1);
    const ran: number[] = [];
    clock.setTimeout(() => {
      ran.push(clock.monotonic());
      clock.pace(speed);
    }, 10);
    for (const due of [20, 31]) clock.setTimeout(() => ran.push(clock.monotonic()), due);
    await wall.advance(50);
    expect(clock.monotonic()).toBe(elapsed);
    expect(ran).toEqual(seen);
    clock.pace(0);
  });

  it('runs its later timers after one that throws', async () => {
    const wall = new VirtualClock();
    const clock = new VirtualClock();
    clock.follow(wall, 1);
    const ran: number[] = [];
    clock.setTimeout(() => {
      throw new Error('a timer');
    }, 10);
    clock.setTimeout(() => ran.push(clock.monotonic()), 20);
    await expect(wall.advance(10)).rejects.toThrow('a timer');
    await wall.advance(10);
    expect(ran).toEqual([20]);
    clock.pace(0);
  });

  it.each([0, 3])('follows at a speed of %d that was set while it advanced', async (speed) => {
    const wall = new VirtualClock();
    const clock = new VirtualClock();
    clock.follow(wall, 1);
    clock.setTimeout(() => clock.pace(speed), 50);
    await clock.advance(100);
    expect([clock.speed, clock.monotonic()]).toEqual([speed, 100]);
    await wall.advance(10);
    expect(clock.monotonic()).toBe(100 + 10 * speed);
    clock.pace(0);
  });
});
