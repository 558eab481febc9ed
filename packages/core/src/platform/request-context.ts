import type { Clock } from './clock.js';

/** How often a call asks whether work of another request has ended, in ms. */
const POLL_INTERVAL = 20;

/**
 * Whether one call may await a promise that another call made. Cloudflare Workers run each request in a context of its own:
 * with a compatibility date before 2024-10-14, the code after such an `await` runs in the wrong context and hangs. And work
 * of a request ends with the request, so that its promises may never settle.
 */
export function canSharePromises(): boolean {
  return !('WebSocketPair' in globalThis);
}

/** The result of a promise of another request, delivered by timers of this one. `poll` is called before each look. */
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
