import type { WatchedRequest } from './watched-request.js';

/**
 * Always false: browsers and Workers report a failure to connect like any other failure, so it is never certain that
 * nothing was sent.
 */
export function neverConnected(_thrown: unknown): boolean {
  return false;
}

/** Always undefined: outside Node nothing shows whether `fetch` has sent a request. */
export function watchRequest(_url: string): WatchedRequest | undefined {
  return undefined;
}
