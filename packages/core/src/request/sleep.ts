import type { AbortSignalLike } from '../platform/abort.js';
import type { Clock } from '../platform/clock.js';

/**
 * Resolves after `ms`, or as soon as the signal aborts. The listener is never removed from `signal`. Therefore `signal`
 * must belong to a single call, and must be discarded after the call.
 */
export function sleep(clock: Clock, ms: number, signal: AbortSignalLike): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(resolve, ms);
    const abort = (): void => {
      resolve();
      clock.clearTimeout(timer);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}
