import { watchRequest } from '#never-connected';
import { assertConfig } from '../errors/assert-config.js';
import { abortable } from '../platform/abort.js';
import { checkMaxReplySize, readText } from './reply-size.js';
import type { RestRequest } from './rest-request.js';
import { type HttpResponse, type HttpSend, restTransport } from './rest-transport.js';
import { type KyLike, sendByFetch, sendByInstance } from './send-by-ky.js';
import type { Transport, TransportFactory } from './transport.js';
import { unusableReply } from './transport-error.js';

/** Options of {@link rest}. */
export type RestOptions = {
  /**
   * Your own instance of ky 1 or ky 2. Its hooks, headers and `fetch` apply to every request. Its options for retries,
   * timeouts and errors have no effect, because the client retries and signs each request anew. `prefixUrl`, `prefix`,
   * `searchParams` and a body have no effect either, because the client sets the whole URL and signs it.
   * @default an instance without hooks and headers
   */
  readonly ky?: KyLike | undefined;
  /**
   * The largest reply that is read, in bytes after decompression. A larger reply is an error. @default 33554432, which
   * is 32 MiB
   */
  readonly maxReplySize?: number | undefined;
};

/**
 * Creates a REST transport that sends requests with `fetch`, through ky.
 *
 * Hooks of ky see the signed URL and the header with the API key, so they must not log them.
 *
 * @example
 * import ky from 'ky';
 *
 * // A tracing header on every request.
 * const addHeader = (request: Request) => request.headers.set('traceparent', newTraceParent());
 * const own = ky.create({ hooks: { beforeRequest: [addHeader] } });
 * const client = createSpotClient({ apiKey, apiSecret, transport: rest({ ky: own }) });
 * await client.getAccount();
 * @throws {BinanceConfigError} if `ky` is not a ky instance, or `maxReplySize` is not a size.
 */
export function rest(options: RestOptions = {}): TransportFactory {
  const { ky, maxReplySize } = Object(options) as RestOptions;
  const maxSize = checkMaxReplySize(maxReplySize);
  assertConfig(ky === undefined || typeof ky?.extend === 'function', 'ky', 'a ky instance', ky);
  return (context): Transport => {
    const send = ky ? sendByInstance(ky, context.fetch, context.environment.rest) : sendByFetch(context.fetch);
    const sendOnce = async (
      request: RestRequest,
      { call, signal: cancel, onSend }: HttpSend,
    ): Promise<HttpResponse> => {
      const watched = watchRequest(request.url);
      const { signal } = call.options;
      const sending = (): void => {
        // The call may have been aborted before a hook of ky had ended. The call has then already ended as not sent, so
        // its request must not be sent.
        cancel?.throwIfAborted();
        onSend(watched?.mayHaveLeft);
      };
      const sent = send(request, initOf(request, signal), sending);
      const response = await sent.catch(watched?.failed).finally(watched?.end);
      // A reply from another address must not count as a reply of the exchange. The exchange may have executed the
      // request before it redirected the request, so the request counts as sent.
      if (isRedirected(response, request.url)) throw unusableReply(call, 'the request was redirected', response.status);
      const headers = [...response.headers].flat();
      return { status: response.status, headers, body: await readText(response, maxSize, signal) };
    };
    // The caller's `fetch` may ignore the signal. `abortable` makes the promise reject in this case too.
    return restTransport(context, (request, how) => abortable(sendOnce(request, how), how.signal));
  };
}

function initOf({ method, headers }: RestRequest, signal: AbortSignal | undefined): RequestInit {
  return { method, headers, credentials: 'omit', signal: signal ?? null, ...platformInit() };
}

/** `next` is an option for the `fetch` of Next.js. Every other `fetch` ignores it. */
type PlatformInit = Pick<RequestInit, 'redirect' | 'referrerPolicy'> & { readonly next: { readonly revalidate: 0 } };

let cachedInit: PlatformInit | undefined;

/**
 * Returns the options that every request has: no redirect is followed, no referrer is sent, and Next.js caches nothing.
 * The option `cache: 'no-store'` is not used, because the `fetch` of React Native would then add a parameter to the
 * URL, behind the signature. Cloudflare Workers do not allow the redirect mode `error`, so the mode is `manual` there:
 * a redirect arrives as a response, which the client refuses.
 */
function platformInit(): PlatformInit {
  if (cachedInit) return cachedInit;
  const next = { revalidate: 0 } as const;
  cachedInit = { redirect: 'error', referrerPolicy: 'no-referrer', next };
  try {
    new Request('https://localhost', cachedInit);
  } catch {
    cachedInit = { redirect: 'manual', next };
  }
  return cachedInit;
}

/**
 * Whether a redirect was followed. Some `fetch` functions follow redirects although the options forbid it. In React
 * Native, only the last URL shows that a redirect was followed.
 */
function isRedirected({ redirected, url }: Partial<Response>, sent: string): boolean {
  return redirected ?? (Boolean(url) && url !== sent);
}
