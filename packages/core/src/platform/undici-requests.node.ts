import type { WatchedRequest } from './watched-request.js';

/** What is known of the requests to one URL that the `fetch` of Node has made. */
type Sight = {
  /** How many requests were watched, and how many of them have not ended. */
  watched: number;
  open: number;
  readonly requests: UndiciRequest[];
  isSent: boolean;
};

/** A request as undici, the HTTP client inside Node, publishes it. */
type UndiciRequest = { readonly path?: unknown; readonly abort?: unknown };

/** The part of the global `process` that is used. Other runtimes may lack it. */
type NodeProcess = {
  getBuiltinModule?(name: string): { subscribe(channel: string, listener: (message: unknown) => void): void };
};

/** The requests that are watched, by path and query. */
const sights = new Map<string, Sight>();
let hasSubscribed = false;

/**
 * Watches whether the `fetch` of Node sends a request. An aborted `fetch` does not say whether it had a connection already.
 * undici publishes each request when it is created, and again before its first byte is written. Call this before `fetch`.
 * Another `fetch` publishes nothing, and then the request may have left.
 */
export function watchRequest(url: string): WatchedRequest {
  subscribe();
  const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  const sight = sights.get(path) ?? { watched: 0, open: 0, requests: [], isSent: false };
  sights.set(path, sight);
  sight.watched++;
  sight.open++;
  return {
    // A request that was not published may have left. undici gives a request its `abort` when the request gets a connection.
    mayHaveLeft: () =>
      sight.isSent || sight.requests.length < sight.watched || sight.requests.some(({ abort }) => abort !== null),
    end() {
      if (--sight.open === 0) sights.delete(path);
    },
  };
}

/** The channels belong to the process, so one subscription serves all clients. */
function subscribe(): void {
  if (hasSubscribed) return;
  hasSubscribed = true;
  // Not an import, so that bundlers for other platforms find no module of Node here.
  const { process } = globalThis as { readonly process?: NodeProcess };
  const channels = process?.getBuiltinModule?.('node:diagnostics_channel');
  const sightOf = (message: unknown): [Sight | undefined, UndiciRequest] => {
    const { request } = message as { readonly request: UndiciRequest };
    return [sights.get(String(request.path)), request];
  };
  channels?.subscribe('undici:request:create', (message) => {
    const [sight, request] = sightOf(message);
    sight?.requests.push(request);
  });
  channels?.subscribe('undici:client:sendHeaders', (message) => {
    const [sight] = sightOf(message);
    if (sight) sight.isSent = true;
  });
}
