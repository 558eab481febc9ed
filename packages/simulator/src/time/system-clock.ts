import type { Clock } from '@pkg/core';

/** The host's own clock, for a server that runs at the wall's pace. */
export const hostTime: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
