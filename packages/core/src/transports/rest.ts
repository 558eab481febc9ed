import ky from 'ky';
import type { ClientContext } from '../context.js';
import type { RateLimitUse, Reply, Transport, TransportFactory } from '../operation.js';
import { abortable, transportError } from '../wire/failure.js';
import { rateLimitOf, retryAfterOf } from '../wire/rate-limits.js';
import { type RestRequest, restReply, restRequest } from '../wire/request.js';

/** The REST API over `fetch`. */
export function rest(): TransportFactory {
  return (context): Transport => ({
    kind: 'rest',
    async send(call) {
      const cancel = call.cancel ?? call.options.signal;
      let request: RestRequest | undefined;
      const exchange = async (): Promise<Reply> => {
        const prepared = await restRequest(call, context);
        // The call may have ended while it was signed; not every `fetch` minds a signal.
        cancel?.throwIfAborted();
        request = prepared;
        const response = await send(request, context, call.options.signal);
        const body = await response.text();
        const rateLimits: RateLimitUse[] = [];
        response.headers.forEach((value, name) => {
          const use = rateLimitOf(name, value);
          if (use) rateLimits.push(use);
        });
        return restReply(
          call,
          request,
          response.status,
          body,
          rateLimits,
          retryAfterOf(response.headers.get('retry-after')),
        );
      };
      try {
        return await abortable(exchange(), cancel);
      } catch (error) {
        throw transportError(call, error, request !== undefined, request?.secrets);
      }
    },
    close() {},
  });
}

/** Sends through ky with its own retry, deadline and errors off: a repeat must be signed anew, a write never repeated. */
function send(
  { method, url, headers, seal }: RestRequest,
  { fetch }: ClientContext,
  signal?: AbortSignal,
): Promise<Response> {
  const init: RequestInit = { method, headers, credentials: 'omit', ...seal?.() };
  const aborting = signal ? { ...init, signal } : init;
  return ky(url, { method, retry: 0, timeout: false, throwHttpErrors: false, fetch: () => fetch(url, aborting) });
}
