import type { WatchedRequest } from './watched-request.js';

/**
 * Always false, because browsers and Workers do not distinguish a failure to connect from other failures. So it is
 * never certain that nothing was sent.
 */
export function neverConnected(_thrown: unknown): boolean {
  return false;
}

/** Always undefined, because only Node shows whether `fetch` has sent a request. */
export function watchRequest(_url: string): WatchedRequest | undefined {
  return undefined;
}
