import type { Call, Reply } from '../operations/call.js';
import { replyProblem } from './reply-problem.js';

/** A reply. `problem` describes how the reply differs from a well-formed one; undefined if it is well-formed. */
export type CheckedReply = { readonly reply: Reply; readonly problem?: string | undefined };

/**
 * Copies the reply of a transport, in the form that the REST API uses. According to Binance's documentation, two
 * replies of the WebSocket API have another form. The answer to an SOR order is a list of one order instead of the
 * order itself. A query for the reference price of a symbol that never had one is refused with status 200, not 400.
 *
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/trading-requests#place-new-order-using-sor-trade
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/market-data-requests#query-reference-price
 */
export function readReply(call: Pick<Call, 'operation'>, received: Reply): CheckedReply {
  const copy = copyReply(received);
  const problem = replyProblem(call, copy);
  if (problem === undefined) return { reply: copy };
  const { status, data } = copy;
  let reply = copy;
  if (status >= 200 && status < 300) {
    if (Array.isArray(data) && data.length === 1) reply = { ...copy, data: data[0] };
    else if (call.operation.effect === 'read' && Object(data).code < 0) reply = { ...copy, status: 400 };
  }
  return replyProblem(call, reply) === undefined ? { reply } : { reply: copy, problem };
}

/**
 * Copies the reply of a transport. A transport that the caller supplied may return any object, even one with getters,
 * so each field is read once. `rateLimits` is not checked here, because the limiter checks it.
 */
export function copyReply(received: Reply): Reply {
  const { status, data, rateLimits, retryAfter } = Object(received) as Reply;
  const isWait = typeof retryAfter === 'number' && retryAfter >= 0 && retryAfter < Infinity;
  return { status, data, rateLimits, retryAfter: isWait ? retryAfter : undefined };
}
