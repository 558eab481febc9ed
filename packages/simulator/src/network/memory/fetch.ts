import { passRest, type RestHost } from '../faulty-rest.js';

export type FaceOptions = {
  /** The address the exchange sees. @default 127.0.0.1 */
  readonly ip?: string | undefined;
};

/** A `fetch` that reaches the exchange in memory; it knows no other host. */
export function createFetch(host: RestHost, { ip = '127.0.0.1' }: FaceOptions = {}): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    const outcome = await orAbort(
      passRest(host, {
        method: request.method,
        path: pathname,
        query: search.slice(1),
        body,
        headers: Object.fromEntries(request.headers),
        ip,
      }),
      request.signal,
    );
    if (outcome.kind === 'reset') throw new TypeError('fetch failed', { cause: new Error('socket hang up') });
    if (outcome.kind === 'hang') return orAbort(new Promise<never>(() => {}), request.signal);
    const { status, headers } = outcome.response;
    return new Response(bodiless(status) ? null : outcome.response.body, { status, headers });
  };
}

/** What `work` gives, unless the signal comes first; the exchange carries on with what it has begun. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

const bodiless = (status: number): boolean => status === 204 || status === 205 || status === 304;
