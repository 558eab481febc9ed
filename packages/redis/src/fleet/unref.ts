import type { Timer } from '@pkg/core';

/** Lets the process end although the timer runs. Returns the timer. */
export function unref(timer: Timer): Timer {
  (timer as { unref?(): void } | undefined)?.unref?.();
  return timer;
}
