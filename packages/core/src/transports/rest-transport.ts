import type { ClientContext } from '../client/context.js';
import { parseJson } from '../encoding/json.js';
import { BinanceError, type BinanceTransportError } from '../errors/index.js';
import { rateLimitOf, retryAfterOf } from '../limits/headers.js';
import type { Call, RateLimitUse, Reply } from '../operations/call.js';
import { type AbortSignalLike, abortable } from '../platform/abort.js';
import { type RestRequest, restRequest } from './rest-request.js';
import type { Transport } from './transport.js';
import { transportError, unusableReply } from './transport-error.js';

/** A complete HTTP response. */
export type HttpResponse = {
  readonly status: number;
  /** The names and values of the headers, alternating, as in `rawHeaders` of Node. */
  readonly headers: readonly string[];
  readonly body: string;
};

/** How a transport sends one HTTP request. */
export type HttpSend = {
  readonly call: Call;
  readonly signal: AbortSignalLike | undefined;
  /**
   * `send` must call this function before the first byte of the request can leave. If `send` fails after that, the
   * request counts as sent, unless `mayHaveLeft` is given and resolves to false.
   */
  readonly onSend: (mayHaveLeft?: () => boolean | Promise<boolean>) => void;
};

/**
 * Creates a REST transport that sends HTTP requests by `send`. When the signal aborts, `send` must reject at once with
 * the reason of the signal.
 */
export function restTransport(
  context: ClientContext,
  send: (request: RestRequest, how: HttpSend) => Promise<HttpResponse>,
  close: () => void = () => undefined,
): Transport {
  return {
    kind: 'rest',
    async send(call) {
      const signal = call.cancel ?? call.options.signal;
      let mayHaveLeft: Parameters<HttpSend['onSend']>[0];
      const onSend: HttpSend['onSend'] = (isLeft = () => true) => {
        mayHaveLeft = isLeft;
      };
      try {
        const preparing = restRequest(call, context);
        const request = preparing instanceof Promise ? await abortable(preparing, signal) : preparing;
        // The call may have been aborted while it was signed.
        signal?.throwIfAborted();
        const response = await send(request, { call, signal, onSend });
        onSend();
        return readResponse(call, response, context.limiter.now());
      } catch (error) {
        // The caller's own `fetch`, or a hook of ky, may have thrown an error of this library, such as the error of
        // another call. Such an error does not show whether this request was sent, so only its message is used.
        const isForeign = mayHaveLeft && error instanceof BinanceError && !(error as BinanceTransportError).sent;
        throw transportError(call, isForeign ? new Error(error.message) : error, (await mayHaveLeft?.()) === true);
      }
    },
    close,
  };
}

/** Parses a response as JSON. A refusal that is not JSON is kept as text. `now` is the exchange's time in ms. */
function readResponse(call: Call, { status, headers, body }: HttpResponse, now: number): Reply {
  const rateLimits: RateLimitUse[] = [];
  const waits: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string;
    const value = headers[at + 1] as string;
    const use = rateLimitOf(name, value);
    if (use) rateLimits.push(use);
    else if (status >= 400 && name.toLowerCase() === 'retry-after') waits.push(value);
  }
  const retryAfter = waits.length > 0 ? retryAfterOf(waits.join(', '), now) : undefined;
  const isAnswer = status >= 200 && status < 300;
  const replyWith = (data: unknown): Reply => ({ data, status, rateLimits, retryAfter });
  try {
    const data = parseJson(body);
    // A refusal may be JSON that is only a string, such as `"<html>"`. It keeps its quotes, so that it is not mistaken
    // for an HTML page of the firewall.
    return replyWith(typeof data === 'string' && !isAnswer ? body : data);
  } catch {
    if (!isAnswer) return replyWith(body.slice(0, 2000));
    const problem = `the answer (status ${status}, ${body.length} characters) is not JSON`;
    throw unusableReply(call, problem, status);
  }
}
