import type { Exchange } from '@pkg/simulator';
import { deliverRest } from '../../packages/simulator/src/network/faulty-rest.js';
import { PendingRequests } from '../../packages/simulator/src/network/pending-requests.js';

/** A REST request of the client. */
export type HostRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

/** A reply of the exchange, with its complete body. */
export type HostReply = { readonly status: number; readonly headers: Headers; readonly body: string };

/** Sends a request to the exchange. Rejects as `fetch` does. */
export type HostFetch = (request: HostRequest) => Promise<HostReply>;

/**
 * Returns a function that sends requests to the exchange in memory. It does the same as `exchange.environment.fetch`,
 * but without the classes `Request` and `Response` of Node. With these, replies of the same moment would arrive in
 * another order in another version of Node, because the versions read a body in different numbers of microtasks.
 */
export function hostFetch(exchange: Exchange): HostFetch {
  const pending = new PendingRequests();
  return async ({ method, url, headers, signal }) => {
    signal.throwIfAborted();
    const request = { signal } as Request;
    const [path, query] = [url.pathname, url.search.slice(1)];
    const sent = { method, path, query, body: '', headers, ip: '127.0.0.1' };
    const delivery = await pending.settle(request, deliverRest(exchange, sent));
    if (delivery.kind === 'reset') throw new TypeError('fetch failed', { cause: new Error('socket hang up') });
    if (delivery.kind === 'hang') return pending.settle(request, new Promise<never>(() => undefined));
    const { response } = delivery;
    return { status: response.status, headers: new Headers(response.headers), body: response.body };
  };
}

const NEVER = new AbortController().signal;

/** Reads the arguments with which the client calls `fetch`. The client sends no bodies. */
export function readRequest(input: RequestInfo | URL, init: RequestInit = {}): HostRequest {
  const { method = 'GET', signal, headers } = input instanceof Request ? input : init;
  const url = new URL(input instanceof Request ? input.url : input);
  return { method, url, headers: Object.fromEntries(new Headers(headers)), signal: signal ?? NEVER };
}

/**
 * Returns a `Response` without a stream, as in React Native. The text of the response is available after one microtask,
 * in every version of Node.
 */
export function responseOf({ status, headers, body }: HostReply): Response {
  const response = new Response(null, { status, headers });
  return Object.defineProperty(response, 'text', { value: () => Promise.resolve(body) });
}
