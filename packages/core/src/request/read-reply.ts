import type { Call, Reply } from '../operations/call.js';
import { replyProblem } from './reply-problem.js';

/** A reply, and what is wrong with it; undefined for a well-formed one. */
export type CheckedReply = { readonly reply: Reply; readonly problem?: string | undefined };

/**
 * A copy of the reply of a transport, in the form that the same reply has over REST. Two samples of the WebSocket API
 * differ: the answer to an SOR order is the only element of a list, and a symbol that never had a reference price is
 * refused with status 200.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/trading-requests#place-new-order-using-sor-trade
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/market-data-requests#query-reference-price
 */
export function readReply(call: Pick<Call, 'operation'>, received: Reply): CheckedReply {
  const copy = copyReply(received);
  const { status, data } = copy;
  const forms = [copy];
  if (status >= 200 && status < 300) {
    if (Array.isArray(data) && data.length === 1) forms.push({ ...copy, data: data[0] });
    if (call.operation.effect === 'read' && Object(data).code < 0) forms.push({ ...copy, status: 400 });
  }
  const wellFormed = forms.find((form) => replyProblem(call, form) === undefined);
  return wellFormed ? { reply: wellFormed } : { reply: copy, problem: replyProblem(call, copy) };
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
