import type { ClientContext } from '../client/context.js';
import { parseJson } from '../encoding/json.js';
import { BinanceError, BinanceTransportError } from '../errors/index.js';
import { rateLimitOf, retryAfterOf } from '../limits/headers.js';
import { type Call, type RateLimitUse, type Reply, requestOf } from '../operations/call.js';
import { type AbortSignalLike, abortable } from '../platform/abort.js';
import { type RestRequest, restRequest } from './rest-request.js';
import type { Transport } from './transport.js';
import { transportError } from './transport-error.js';

/** An HTTP response that was read to its end. */
export type HttpResponse = {
  readonly status: number;
  /** The names and values of the headers in turn, as in `rawHeaders` of Node. */
  readonly headers: readonly string[];
  readonly body: string;
};

/** How an HTTP request is sent. */
export type HttpSend = {
  readonly call: Call;
  readonly signal: AbortSignalLike | undefined;
  /**
   * Must be called before any byte may leave the machine: what fails afterwards may have been executed, unless
   * `mayHaveLeft` says then that no byte left.
   */
  readonly onSend: (mayHaveLeft?: () => boolean) => void;
};

/** A REST transport that sends its HTTP requests by `send`, which must reject at once with the reason of an aborted signal. */
export function restTransport(
  context: ClientContext,
  send: (request: RestRequest, how: HttpSend) => Promise<HttpResponse>,
  close: () => void = () => undefined,
): Transport {
  return {
    kind: 'rest',
    async send(call) {
      const signal = call.cancel ?? call.options.signal;
      let mayHaveLeft: (() => boolean) | undefined;
      const onSend: HttpSend['onSend'] = (isLeft = () => true) => {
        mayHaveLeft = isLeft;
      };
      try {
        const preparing = restRequest(call, context);
        const request = preparing instanceof Promise ? await abortable(preparing, signal) : preparing;
        // The call may have ended while it was signed.
        signal?.throwIfAborted();
        const response = await send(request, { call, signal, onSend });
        onSend();
        return readResponse(call, response, context.limiter.now());
      } catch (error) {
        // `fetch`, hooks and headers may be the caller's own. An error of this library from there is not about this request.
        const isForeign = mayHaveLeft && error instanceof BinanceError && !(error as BinanceTransportError).sent;
        throw transportError(call, isForeign ? new Error(error.message) : error, mayHaveLeft?.() === true);
      }
    },
    close,
  };
}

/** Reads a response: JSON, or text if it is not an answer. `now` is the time of the exchange in ms. */
function readResponse(call: Call, { status, headers, body }: HttpResponse, now: number): Reply {
  const rateLimits: RateLimitUse[] = [];
  const waits: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const [name, value] = [headers[at] as string, headers[at + 1] as string];
    const use = rateLimitOf(name, value);
    if (use) rateLimits.push(use);
    else if (status >= 400 && name.toLowerCase() === 'retry-after') waits.push(value);
  }
  const retryAfter = waits.length > 0 ? retryAfterOf(waits.join(', '), now) : undefined;
  const isAnswer = status >= 200 && status < 300;
  const replyWith = (data: unknown): Reply => ({ data, status, rateLimits, retryAfter });
  try {
    const data = parseJson(body);
    // JSON that is only a string keeps its quotes, so that it is not taken for a page.
    return replyWith(typeof data === 'string' && !isAnswer ? body : data);
  } catch {
    if (!isAnswer) return replyWith(body.slice(0, 2000));
    const problem = `the answer (status ${status}, ${body.length} characters) is not JSON`;
    throw new BinanceTransportError(problem, { request: requestOf(call), sent: true, statusCode: status });
  }
}
