import type { Timer } from '@pkg/core';

/** Lets the process end even if the timer has not fired. Returns the timer. */
export function unref(timer: Timer): Timer {
  (timer as { unref?(): void } | undefined)?.unref?.();
  return timer;
}
