import type { Call, Reply } from '../operations/call.js';
import type { AnswerShape, FieldKind } from '../operations/operation.js';

/**
 * A copy of the reply of a transport. Each field is read once, because the transport may be the caller's own and may return
 * any object. The limiter checks the uses of rate limits, which only it reads.
 */
export function copyReply(reply: Reply): Reply {
  const { status, data, rateLimits } = reply;
  return { status, data, rateLimits, retryAfter: waitOf(reply) };
}

/** The wait that a reply asks for, in ms; undefined if it asks for none that can be. */
function waitOf({ retryAfter }: Reply): number | undefined {
  return typeof retryAfter === 'number' && retryAfter >= 0 && retryAfter < Infinity ? retryAfter : undefined;
}

/**
 * A copy of the reply of a transport, in the form that the same reply has over REST. Two samples of the WebSocket API
 * differ: the answer to an SOR order is the only element of a list, and a symbol that never had a reference price is
 * refused with status 200.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/trading-requests#place-new-order-using-sor-trade
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/market-data-requests#query-reference-price
 */
export function readReply(call: Pick<Call, 'operation'>, received: Reply): Reply {
  const reply = copyReply(received);
  const { status, data } = reply;
  if (!(status >= 200 && status < 300) || replyProblem(call, reply) === undefined) return reply;
  const forms: Reply[] = [];
  if (Array.isArray(data) && data.length === 1) forms.push({ ...reply, data: data[0] });
  if (call.operation.effect === 'read' && Object(data).code < 0) forms.push({ ...reply, status: 400 });
  return forms.find((form) => replyProblem(call, form) === undefined) ?? reply;
}

/**
 * What is wrong with a reply, by the documents of the exchange; undefined for a well-formed one. A well-formed reply is a
 * status of 200 to 299 with an answer in the shape of its operation, a status of 400 to 599 with `{ code, msg }`, or the
 * page of the firewall. No other reply says whether a write was executed.
 */
export function replyProblem({ operation }: Pick<Call, 'operation'>, { status, data }: Reply): string | undefined {
  if (!isStatus(status)) return `status: expected 200 to 299 or 400 to 599, got ${described(status)}`;
  if (status >= 400) {
    if (isFirewallPage(status, data)) return undefined;
    const { code, data: details } = Object(data) as { readonly code: number; readonly data?: unknown };
    return mismatch(refusalShape, data, 'the refusal') ?? operation.refusalProblem?.(code, details);
  }
  return operation.shape && mismatch(operation.shape, data, 'the answer');
}

const refusalShape: AnswerShape = { code: 'number', msg: 'text' };

/** The firewall stands in front of the exchange. It refuses requests with 403 and a page of HTML. */
function isFirewallPage(status: number, data: unknown): boolean {
  return status === 403 && typeof data === 'string' && /^\s*</.test(data);
}

/** Whether a status is one with which the exchange answers or refuses. Redirects are not followed. */
export function isStatus(status: unknown): boolean {
  const code = Number.isInteger(status) ? (status as number) : 0;
  return (code >= 200 && code < 300) || (code >= 400 && code < 600);
}

/** How a value differs from a shape, or undefined. `path` names the value. */
function mismatch(shape: AnswerShape, value: unknown, path: string): string | undefined {
  const kind = typeof shape === 'string' ? shape : isList(shape) ? 'list' : 'object';
  if (!isOfKind[kind](value)) return `${path}: expected ${kindNames[kind]}, got ${described(value)}`;
  if (typeof shape === 'string') return undefined;
  if (isList(shape)) {
    for (const [at, element] of (value as unknown[]).entries()) {
      const problem = mismatch(shape[0], element, `${path}[${at}]`);
      if (problem) return problem;
    }
    return undefined;
  }
  for (const field in shape) {
    // A field that is inherited, such as `constructor`, did not come with the reply.
    const inner = Object.hasOwn(value as object, field) ? (value as Record<string, unknown>)[field] : undefined;
    const problem = mismatch(shape[field] as AnswerShape, inner, `${path}.${field}`);
    if (problem) return problem;
  }
  return undefined;
}

const isOfKind: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  number: Number.isFinite,
  text: (value) => typeof value === 'string',
  id: (value) => Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d{1,20}$/.test(value)),
  list: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

const kindNames: Readonly<Record<FieldKind, string>> = {
  number: 'a number',
  text: 'text',
  id: 'an id',
  list: 'a list',
  object: 'an object',
};

function isList(shape: AnswerShape): shape is readonly [AnswerShape] {
  return Array.isArray(shape);
}

/** The kind of a value, never its text: an answer may repeat what was sent. */
function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : typeof value === 'string' ? 'text' : `an ${typeof value}`;
}
