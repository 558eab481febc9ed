import type { AbortSignalLike } from '../platform/abort.js';
import type { Clock } from '../platform/clock.js';

/** Resolves after `ms`, or as soon as the signal aborts. */
export function sleep(clock: Clock, ms: number, signal: AbortSignalLike): Promise<void> {
  return new Promise((resolve) => {
    const abort = (): void => {
      resolve();
      clock.clearTimeout(timer);
    };
    const timer = clock.setTimeout(() => {
      resolve();
      signal.removeEventListener('abort', abort);
    }, ms);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}
