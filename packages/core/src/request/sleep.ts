import type { AbortSignalLike } from '../platform/abort.js';
import type { Clock } from '../platform/clock.js';

/** Resolves after `ms`, or as soon as the signal aborts. It leaves a listener on the signal, which lives as long as one call. */
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
