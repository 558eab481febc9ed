import type { Clock } from '@pkg/core';

/** The clock of this machine. A server that runs in real time uses it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

const { setTimeout: startTimer } = globalThis;

/**
 * Timers of this machine for waiting in real time. They work also if a test tool has replaced the global functions by
 * fake timers, unless this module was loaded after that.
 */
export const realTimers: Pick<Clock, 'monotonic' | 'setTimeout'> = {
  monotonic: performance.now.bind(performance),
  setTimeout: (callback, ms) => startTimer(callback, ms),
};
