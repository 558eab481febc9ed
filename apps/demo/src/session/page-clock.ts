import { type Clock, systemClock } from '@pkg/core';

/**
 * The clock of this machine plus `skew` ms. The page sets `skew` to show that the client works even if the clock of the
 * machine is wrong.
 */
export type PageClock = Clock & { skew: number };

export function createPageClock(): PageClock {
  const clock = {
    skew: 0,
    now: () => systemClock.now() + clock.skew,
    monotonic: () => systemClock.monotonic(),
    setTimeout: (callback: () => void, ms: number) => systemClock.setTimeout(callback, ms),
    clearTimeout: (timer: ReturnType<Clock['setTimeout']>) => systemClock.clearTimeout(timer),
  };
  return clock;
}
