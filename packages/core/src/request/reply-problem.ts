import type { Call, Reply } from '../operations/call.js';
import type { AnswerShape } from '../operations/operation.js';

/**
 * What is wrong with a reply, by the documents of the exchange; undefined for a well-formed one. A well-formed reply is a
 * status of 200 to 299 with an answer in the shape of its operation, a status of 400 to 599 with `{ code, msg }`, or the
 * page of the firewall. No other reply says whether a write was executed.
 */
export function replyProblem({ operation }: Pick<Call, 'operation'>, { status, data }: Reply): string | undefined {
  if (!isStatus(status)) {
    return `status: expected 200 to 299 or 400 to 599, got ${typeof status === 'number' ? status : kindOf(status)}`;
  }
  if (status < 400) return operation.shape && mismatch(operation.shape, data, 'the answer');
  if (isFirewallPage(status, data)) return undefined;
  const { code, data: details } = Object(data) as { readonly code: number; readonly data?: unknown };
  return mismatch(refusalShape, data, 'the refusal') ?? operation.refusalProblem?.(code, details);
}

const refusalShape: AnswerShape = { code: 'number', msg: 'text' };

/** The firewall stands in front of the exchange. It refuses requests with 403 and a page of HTML. */
function isFirewallPage(status: number, data: unknown): boolean {
  return status === 403 && typeof data === 'string' && /^\s*</.test(data);
}

/** Whether a status is one with which the exchange answers or refuses. Redirects are not followed. */
function isStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status < 600 && (status < 300 || status >= 400);
}

/** How a value differs from a shape, or undefined. `name` is the name of the value. */
function mismatch(shape: AnswerShape, value: unknown, name: string): string | undefined {
  const kind = typeof shape === 'string' ? shape : kindOf(shape);
  if (!(kind === 'id' ? isId(value) : kindOf(value) === kind)) {
    return `${name}: expected ${kind}, got ${kindOf(value)}`;
  }
  if (typeof shape === 'string') return undefined;
  const isList = Array.isArray(shape);
  for (const field of isList ? (value as unknown[]).keys() : Object.keys(shape)) {
    // A field that is inherited, such as `constructor`, did not come with the reply.
    const inner = Object.hasOwn(value as object, field)
      ? (value as Readonly<Record<string, unknown>>)[field]
      : undefined;
    const expected = (shape as Readonly<Record<string, AnswerShape>>)[isList ? 0 : field] as AnswerShape;
    const problem = mismatch(expected, inner, `${field}`);
    if (problem) return `${name}.${problem}`;
  }
  return undefined;
}

function isId(value: unknown): boolean {
  return Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d{1,20}$/.test(value));
}

/** The kind of a value, never its text: an answer may repeat what was sent. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  // A whole number beyond 2^53 was made text when the reply was parsed.
  if (typeof value === 'string') return /^-?\d{16,}$/.test(value) ? 'long number' : 'text';
  const isSpecial = value === null || (typeof value === 'number' && !Number.isFinite(value));
  return isSpecial ? String(value) : typeof value;
}
