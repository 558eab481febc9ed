import type { WatchedRequest } from './watched-request.js';

/** What is known of the watched requests to one URL. */
type Sight = {
  /** How many requests to the URL are watched, and how many of them have not ended yet (`open`). */
  watched: number;
  open: number;
  readonly requests: UndiciRequest[];
  isSent: boolean;
};

/** A request in the messages that undici, the HTTP client behind Node's `fetch`, publishes on a diagnostics channel. */
type UndiciRequest = { readonly path?: unknown; readonly abort?: unknown };

/** The members of the global `process` that are used. Other runtimes may not have them. */
type NodeProcess = {
  getBuiltinModule?(name: string): { subscribe(channel: string, listener: (message: unknown) => void): void };
};

/** What is known of the watched requests. The keys are the path and query of their URL. */
const sights = new Map<string, Sight>();
let hasSubscribed = false;

/**
 * Watches whether the `fetch` of Node sends a request. Call it before `fetch`. The error of an aborted `fetch` does not
 * show whether the request had a connection. But undici publishes each request when it is created, and again before its
 * first byte is written. The `fetch` of another library publishes nothing, so its requests count as sent.
 */
export function watchRequest(url: string): WatchedRequest {
  subscribe();
  const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  const sight = sights.get(path) ?? { watched: 0, open: 0, requests: [], isSent: false };
  sights.set(path, sight);
  sight.watched++;
  sight.open++;
  // A request that undici did not publish may have been sent by another `fetch`. The `abort` of a published request is
  // null until the request gets a connection.
  const mayHaveLeft = (): boolean =>
    sight.isSent || sight.requests.length < sight.watched || sight.requests.some(({ abort }) => abort !== null);
  let hadLeft: boolean | undefined;
  return {
    mayHaveLeft: () => hadLeft ?? mayHaveLeft(),
    end() {
      hadLeft = mayHaveLeft();
      if (--sight.open > 0) return;
      sights.delete(path);
      // Empties the list, because a replaced table of the map may refer to it until the next garbage collection.
      sight.requests.length = 0;
    },
  };
}

/**
 * Subscribes to the diagnostics channels of undici. They belong to the process, so one subscription is enough for all
 * clients.
 */
function subscribe(): void {
  if (hasSubscribed) return;
  hasSubscribed = true;
  // `diagnostics_channel` is read from `process` instead of imported, because bundlers for other platforms would not
  // find it.
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
