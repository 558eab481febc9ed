import { neverConnected } from './connection-failures.node.js';
import type { WatchedRequest } from './watched-request.js';

/** The state of the watched requests to one URL. */
type Sight = {
  /**
   * `watched` is how many requests to the URL are or were watched, and `open` is how many of them have not ended yet.
   */
  watched: number;
  open: number;
  readonly requests: UndiciRequest[];
  isSent: boolean;
};

/** A request in the messages that undici, the HTTP client behind Node's `fetch`, publishes on a diagnostics channel. */
type UndiciRequest = { readonly path?: unknown; readonly abort?: unknown };

/** The members of the global `process` that this module uses. Other runtimes may not have them. */
type NodeProcess = {
  getBuiltinModule?(name: string): { subscribe(channel: string, listener: (message: unknown) => void): void };
};

/** For how many microtasks to wait until an aborted `fetch` has rejected, and ky has passed on the error. */
const ABORT_TURNS = 200;

/** The state of the watched requests, by the path and query of their URL. */
const sights = new Map<string, Sight>();
let hasSubscribed = false;

/**
 * Watches whether the `fetch` of Node sends a request, because the error of an aborted `fetch` does not show whether
 * bytes were sent. Call this function before `fetch`. undici publishes each request when it is created, and again just
 * before its first byte is written. The `fetch` of another library publishes nothing, so its requests count as sent.
 */
export function watchRequest(url: string): WatchedRequest {
  subscribe();
  const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
  const sight = sights.get(path) ?? { watched: 0, open: 0, requests: [], isSent: false };
  sights.set(path, sight);
  sight.watched++;
  sight.open++;
  // A request that undici did not publish may have been sent by the `fetch` of another library. In a published request,
  // `abort` is null until the request gets a connection.
  const mayHaveLeft = (): boolean =>
    sight.isSent || sight.requests.length < sight.watched || sight.requests.some(({ abort }) => abort !== null);
  let hadLeft: boolean | undefined;
  return {
    async mayHaveLeft() {
      // If the request was aborted, a `fetch` that obeys the signal rejects within a few microtasks. A `fetch` that does
      // not reject ignores the signal, so it may still send the request, for example when it has a connection.
      for (let turn = 0; turn < ABORT_TURNS && hadLeft === undefined && !mayHaveLeft(); turn++) await undefined;
      return hadLeft ?? true;
    },
    failed(thrown) {
      if (!sight.isSent || !neverConnected(thrown)) throw thrown;
      throw new Error(`after the request was sent: ${Object(thrown).message}`);
    },
    end() {
      hadLeft = mayHaveLeft();
      if (--sight.open > 0) return;
      sights.delete(path);
      // Empties the list of requests, so that they can be freed now. V8 may have replaced the internal table of the map
      // `sights`, and the old table may refer to the list until the next full garbage collection.
      sight.requests.length = 0;
    },
  };
}

/**
 * Subscribes to the diagnostics channels of undici. All clients use the same subscription, because the channels belong
 * to the process.
 */
function subscribe(): void {
  if (hasSubscribed) return;
  hasSubscribed = true;
  // `diagnostics_channel` is not imported but taken from `process`, because bundlers for other platforms would not find
  // it.
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
