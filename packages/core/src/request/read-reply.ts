import { redactData } from '../encoding/redact-data.js';
import type { Call, Reply } from '../operations/call.js';
import { redactorOf } from '../transports/redacting.js';
import { replyProblem } from './reply-problem.js';

/** A reply, and what is wrong with it; undefined for a well-formed one. */
export type CheckedReply = { readonly reply: Reply; readonly problem?: string | undefined };

/**
 * A copy of the reply of a transport, without the secrets of the call, in the form that the same reply has over REST. Two
 * samples of the WebSocket API differ: the answer to an SOR order is the only element of a list, and a symbol that never had
 * a reference price is refused with status 200.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/trading-requests#place-new-order-using-sor-trade
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/market-data-requests#query-reference-price
 */
export function readReply(call: Pick<Call, 'operation' | 'credentials'>, received: Reply): CheckedReply {
  const copy = copyReply(received);
  const { status, data } = copy;
  // The exchange or a proxy may repeat the API key or a signature in a refusal.
  const reply = status < 400 ? copy : { ...copy, data: redactData(data, redactorOf(call)) };
  const problem = replyProblem(call, reply);
  if (problem === undefined || !(status >= 200 && status < 300)) return { reply, problem };
  const forms: Reply[] = [];
  if (Array.isArray(data) && data.length === 1) forms.push({ ...reply, data: data[0] });
  if (call.operation.effect === 'read' && Object(data).code < 0) {
    forms.push({ ...reply, status: 400, data: redactData(data, redactorOf(call)) });
  }
  const form = forms.find((each) => replyProblem(call, each) === undefined);
  return form ? { reply: form } : { reply, problem };
}

/**
 * A copy of the reply of a transport. Each field is read once, because the transport may be the caller's own and may return
 * any object. The limiter checks the uses of rate limits, which only it reads.
 */
export function copyReply(received: Reply): Reply {
  const { status, data, rateLimits, retryAfter } = Object(received) as Reply;
  const isWait = typeof retryAfter === 'number' && retryAfter >= 0 && retryAfter < Infinity;
  return { status, data, rateLimits, retryAfter: isWait ? retryAfter : undefined };
}
