import type { Clock } from './clock.js';

/** How often `pollFor` checks whether the promise of another request has settled, in ms. */
const POLL_INTERVAL = 20;

/**
 * Whether one call may await a promise that another call created. In Cloudflare Workers it may not, because each
 * request runs in its own context. If the Worker has a compatibility date before 2024-10-14, code after the `await`
 * runs in the wrong context and hangs. And when a request ends, promises that it created may never settle.
 */
export function canSharePromises(): boolean {
  return !('WebSocketPair' in globalThis);
}

/**
 * Returns a promise that settles as `promise` does. Another request to the Worker may have created `promise`, so timers
 * of the current request check whether it has settled. They call `poll` before each check.
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
