import type { WatchedRequest } from './watched-request.js';

/** The state of the watched requests to one URL. */
type Sight = {
  /** How many requests to the URL are watched, and how many of them have not ended yet (`open`). */
  watched: number;
  open: number;
  readonly requests: UndiciRequest[];
  isSent: boolean;
};

/** A request as undici, the HTTP client of Node's `fetch`, publishes it. */
type UndiciRequest = { readonly path?: unknown; readonly abort?: unknown };

/** The members of the global `process` that are used. Other runtimes may not have them. */
type NodeProcess = {
  getBuiltinModule?(name: string): { subscribe(channel: string, listener: (message: unknown) => void): void };
};

/** The requests that are watched, by path and query. */
const sights = new Map<string, Sight>();
let hasSubscribed = false;

/**
 * Watches whether the `fetch` of Node sends a request. Call it before `fetch`. The error of an aborted `fetch` does not
 * show whether the request had a connection. But undici publishes each request when it is created, and again before its
 * first byte is written. A `fetch` of another library publishes nothing, so its request counts as sent.
 */
export function watchRequest(url: string): WatchedRequest {
  subscribe();
  const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  const sight = sights.get(path) ?? { watched: 0, open: 0, requests: [], isSent: false };
  sights.set(path, sight);
  sight.watched++;
  sight.open++;
  // A request that was not published may have been sent. undici sets `abort` of a request when the request gets a
  // connection.
  const mayHaveLeft = (): boolean =>
    sight.isSent || sight.requests.length < sight.watched || sight.requests.some(({ abort }) => abort !== null);
  let hadLeft: boolean | undefined;
  return {
    mayHaveLeft: () => hadLeft ?? mayHaveLeft(),
    end() {
      hadLeft = mayHaveLeft();
      if (--sight.open > 0) return;
      sights.delete(path);
      // Garbage of the map may keep the entry in memory for a while.
      sight.requests.length = 0;
    },
  };
}

/** Subscribes to the channels of undici. They belong to the process, so one subscription is enough for all clients. */
function subscribe(): void {
  if (hasSubscribed) return;
  hasSubscribed = true;
  // Read from `process` instead of imported, so that bundlers for other platforms find no module of Node.
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
