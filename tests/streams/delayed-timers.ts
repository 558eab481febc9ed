import type { Clock } from '@pkg/core';

/** Returns a clock whose timers a test can hold back, as a busy event loop or the sleep of a machine does. */
export function delayedTimers(clock: Clock): { clock: Clock; hold: () => void; release: () => void } {
  let isHeld = false;
  const delayed = new Map<object, () => void>();
  return {
    clock: {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      setTimeout: (callback, ms) => {
        const timer: { inner?: unknown } = {};
        timer.inner = clock.setTimeout(() => (isHeld ? delayed.set(timer, callback) : callback()), ms);
        return timer;
      },
      clearTimeout: (timer) => {
        delayed.delete(Object(timer));
        clock.clearTimeout(Object(timer).inner);
      },
    },
    hold: () => {
      isHeld = true;
    },
    /** Runs the timers that became due while they were held back. */
    release: () => {
      isHeld = false;
      for (const [timer, callback] of [...delayed]) if (delayed.delete(timer)) callback();
    },
  };
}
