import ky from 'ky';
import type { ClientContext } from '../client/context.js';
import { rateLimitOf, retryAfterOf } from '../limits/headers.js';
import type { RateLimitUse, Reply, Transport, TransportFactory } from '../operations/operation.js';
import { abortable, transportError } from '../request/transport-error.js';
import { keyOf, type RestRequest, restReply, restRequest } from './rest-request.js';

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
        for (const [name, value] of response.headers) {
          const use = rateLimitOf(name, value);
          if (use) rateLimits.push(use);
        }
        const { status } = response;
        const retryAfter = status < 400 ? undefined : retryAfterOf(response.headers.get('retry-after'));
        return restReply(call, request, status, body, rateLimits, retryAfter);
      };
      try {
        return await abortable(exchange(), cancel);
      } catch (error) {
        throw transportError(call, error, request !== undefined, request?.secrets ?? keyOf(context));
      }
    },
    close() {},
  });
}

/**
 * Sends through ky with its own retry, deadline and errors off: a repeat must be signed anew, a write never repeated. The
 * hook that answers spares the copy of a request that ky makes for its retries; `fetch` gives the same answer where it is
 * of another make than the platform's, which ky takes from no hook.
 */
function send(
  { method, url, headers, seal }: RestRequest,
  { fetch }: ClientContext,
  signal?: AbortSignal,
): Promise<Response> {
  const init: RequestInit = { method, headers, credentials: 'omit', signal: signal ?? null, ...seal?.() };
  let answer: Promise<Response> | undefined;
  const once = (): Promise<Response> => {
    answer ??= fetch(url, init);
    return answer;
  };
  const hooks = { beforeRequest: [once] };
  return ky(url, { method, retry: 0, timeout: false, throwHttpErrors: false, hooks, fetch: once });
}
