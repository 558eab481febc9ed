import { expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.js';

it('a speed that does not divide the time runs each timer once, at its due time or less than a step after it', async () => {
  for (const speed of [3, 7, 0.3, 1.7, 60]) {
    const host = new VirtualClock();
    const clock = new VirtualClock();
    clock.follow(host, speed);
    const ran: number[] = [];
    const dues = [1, 10, 10, 100, 1000, 1001];
    for (const due of dues) clock.setTimeout(() => ran.push(host.monotonic() * speed - due), due);
    for (let ms = 0; ms < 4000 && ran.length < dues.length; ms += 1) await host.advance(1);
    expect(ran).toHaveLength(dues.length);
    for (const error of ran) {
      // `error` is how late a timer of `clock` has run, in ms of `clock`. Timers of `host` run only at whole ms of
      // `host`, and in each of these ms the time of `clock` moves by `speed` ms. So a timer of `clock` runs less than
      // `speed` ms late, and never early.
      expect(error).toBeGreaterThan(-1e-6);
      expect(error).toBeLessThan(speed + 1e-6);
    }
    clock.pace(0);
  }
});

it('sets one timer of the host for the next timer, and none that is early', async () => {
  const host = new VirtualClock();
  const waits: number[] = [];
  const clock = new VirtualClock();
  clock.follow(
    {
      now: () => host.now(),
      monotonic: () => host.monotonic(),
      clearTimeout: (timer) => host.clearTimeout(timer),
      setTimeout: (callback, ms) => {
        waits.push(ms);
        return host.setTimeout(callback, ms);
      },
    },
    3,
  );
  let ran = 0;
  clock.setTimeout(() => {
    ran += 1;
  }, 10);
  // At three times the speed, 10 ms of virtual time take 3 1/3 ms of `host`. Waits are rounded up to whole ms.
  expect(waits).toEqual([4]);
  await host.advance(3);
  expect(ran).toBe(0);
  await host.advance(1);
  expect(ran).toBe(1);
  expect(waits).toEqual([4]);
  clock.pace(0);
});
