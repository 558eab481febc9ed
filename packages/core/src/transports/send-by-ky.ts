import defaultKy from 'ky';
import { assertConfig } from '../errors/assert-config.js';
import type { RestRequest } from './rest-request.js';

type OwnFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The parts of a ky instance that the client uses. Instances of ky 1 and of ky 2 have them. */
export type KyLike = {
  (
    url: string,
    options: Pick<RequestInit, 'method' | 'headers' | 'credentials' | 'signal' | 'redirect'> &
      typeof kyOptions & {
        /** Sends the request that ky has built and its hooks have changed. */
        readonly fetch: OwnFetch;
      },
  ): Promise<Response>;
  /**
   * ky's function `extend`, which calls `defaults` with the options of the instance. The client uses `extend` only to
   * read these options.
   */
  extend(defaults: (inherited: object) => object): unknown;
};

/** Sends one request, once. `onSend` is called immediately before `fetch`. */
export type Send = (request: RestRequest, init: RequestInit, onSend: () => void) => Promise<Response>;

/**
 * Turns off what the client itself does: retries, timeouts and the errors for refused requests. The client signs each
 * retry anew, and never repeats an order.
 */
const kyOptions = { retry: 0, timeout: false, throwHttpErrors: false } as const;

/**
 * Options that a ky instance may have and that must not change a signed request, with the values that turn them off. ky
 * 2 refuses `prefixUrl`, and ky 1 does not know the others, so only those that the instance has are turned off.
 */
const unwanted = { prefixUrl: '', prefix: '', totalTimeout: false };

/**
 * Returns a function that sends requests with `fetch`, and passes the URL as text. A hook of ky calls `fetch` and
 * returns the response, because ky would otherwise clone the request.
 */
export function sendByFetch(fetch: typeof globalThis.fetch): Send {
  return ({ method, url }, init, onSend) => {
    let response: Promise<Response> | undefined;
    const once = (): Promise<Response> => {
      onSend();
      response ??= fetch(url, init);
      return response;
    };
    // ky accepts only the platform's own class `Response` from a hook. For a response of another class it ignores the
    // hook and calls `fetch`.
    return defaultKy(url, { ...kyOptions, method, hooks: { beforeRequest: [once] }, fetch: once });
  };
}

/**
 * Returns a function that sends requests through the caller's ky instance. If the instance has no `fetch` of its own,
 * the requests use `fetch`. `origin` is the address of the exchange.
 */
export function sendByInstance(ky: KyLike, fetch: typeof globalThis.fetch, origin: string): Send {
  let inherited: Record<string, unknown> = {};
  ky.extend((defaults) => {
    inherited = { ...defaults };
    return {};
  });
  const ownFetch = (inherited.fetch ?? fetch) as typeof fetch;
  const overrides = Object.fromEntries(Object.entries(unwanted).filter(([name]) => name in inherited));
  return async ({ method, url }, init, onSend) => {
    let isSent = false;
    let isAnswered = false;
    const request = { ...init, ...kyOptions, ...overrides, searchParams: undefined, json: undefined, body: null };
    const sending = ky(url, {
      ...request,
      fetch: async (input, options) => {
        const sent = input as Request;
        // A hook may make ky send a request twice, or change the request. The client refuses both: an order must not be
        // sent twice, and a signature is valid only for the request that was signed.
        const isSame = sent.method === method && !sent.body && sent.url.endsWith(url.slice(origin.length));
        assertConfig(!isSent && isSame, 'ky', 'hooks that send the request once');
        isSent = true;
        onSend();
        const response = await ownFetch(sent, options);
        isAnswered = true;
        return response;
      },
    });
    return sending.catch((error: unknown) => {
      // The error is that of a hook. It may say that a connection failed, but the request was sent.
      throw isAnswered ? new Error(`after the answer: ${Object(error).message}`) : error;
    });
  };
}
