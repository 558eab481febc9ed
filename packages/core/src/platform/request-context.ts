import type { Clock } from './clock.js';

/** The interval in ms at which `pollFor` checks whether a promise has settled. */
const POLL_INTERVAL = 20;

/**
 * Whether one call may await a promise that another call created. In Cloudflare Workers it may not, because each
 * incoming request runs in a context of its own. When an incoming request ends, the promises that it created may never
 * settle. If the compatibility date of the Worker is before 2024-10-14, the code after the `await` also runs in the
 * wrong context and hangs.
 */
export function canSharePromises(): boolean {
  return !('WebSocketPair' in globalThis);
}

/**
 * Returns a promise that settles as `promise` does. `promise` may have been created by another incoming request of the
 * Worker, so it is not awaited directly. Instead, a timer of the current request checks at intervals whether `promise`
 * has settled. It calls `poll` before each check.
 */
export function pollFor<T>(promise: Promise<T>, clock: Clock, poll: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let settle: (() => void) | undefined;
    promise.then(
      (value) => {
        settle = () => resolve(value);
      },
      (error: unknown) => {
        settle = () => reject(error);
      },
    );
    const look = (): void => {
      poll();
      if (settle) settle();
      else clock.setTimeout(look, POLL_INTERVAL);
    };
    look();
  });
}
