import type { WatchedRequest } from './watched-request.js';

/** Browsers and Workers report a failure to connect like any other failure, so nothing shows that no bytes were sent. */
export function neverConnected(_thrown: unknown): boolean {
  return false;
}

/** Nothing outside Node shows whether `fetch` has sent a request. */
export function watchRequest(_url: string): WatchedRequest | undefined {
  return undefined;
}
