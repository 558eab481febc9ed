import { deliverRest, type RestExchange } from '../faulty-rest.js';
import { PendingRequests } from '../pending-requests.js';

export type ClientAddress = {
  /** The client's IP address, as the exchange sees it. @default 127.0.0.1 */
  readonly ip?: string | undefined;
};

/** Creates a `fetch` function that reaches the exchange in memory, whatever the origin of the URL is. */
export function createFetch(exchange: RestExchange, { ip = '127.0.0.1' }: ClientAddress = {}): typeof globalThis.fetch {
  const pending = new PendingRequests();
  return async (input, init) => {
    const request = asRequest(input, init);
    request.signal.throwIfAborted();
    const { pathname, search } = new URL(request.url);
    // Reading the text of a request is slow, so it is skipped if the request has no body. In Firefox, requests have no
    // property `body`, so their text is always read.
    const body = request.body === null ? '' : await request.text();
    const delivery = await pending.settle(
      request,
      deliverRest(exchange, {
        method: request.method,
        path: pathname,
        query: search.slice(1),
        body,
        headers: Object.fromEntries(request.headers),
        ip,
      }),
    );
    if (delivery.kind === 'reset') throw new TypeError('fetch failed', { cause: new Error('socket hang up') });
    if (delivery.kind === 'hang') return pending.settle(request, new Promise<never>(() => {}));
    const { status, headers } = delivery.response;
    return new Response(hasNoBody(status) ? null : delivery.response.body, { status, headers });
  };
}

/** Returns the request itself if `init` changes nothing, because copying a request is slow. */
function asRequest(input: RequestInfo | URL, init: RequestInit | undefined): Request {
  const isComplete = input instanceof Request && (init === undefined || Object.keys(init).length === 0);
  return isComplete ? input : new Request(input, init);
}

const hasNoBody = (status: number): boolean => status === 204 || status === 205 || status === 304;
