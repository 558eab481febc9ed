import type { WatchedRequest } from './watched-request.js';

/**
 * Always false. In browsers and Workers a failure to connect looks like any other failure, so it is never certain that
 * nothing was sent.
 */
export function neverConnected(_thrown: unknown): boolean {
  return false;
}

/** Always undefined. Only Node shows whether `fetch` has sent a request. */
export function watchRequest(_url: string): WatchedRequest | undefined {
  return undefined;
}
