import type { Timer } from '@pkg/core';

/** Allows the process to end before the timer fires. Returns the timer. */
export function unref(timer: Timer): Timer {
  (timer as { unref?(): void } | undefined)?.unref?.();
  return timer;
}
