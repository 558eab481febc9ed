import type { Call, Reply } from '../operations/call.js';
import type { AnswerShape } from '../operations/operation.js';

/**
 * Describes how a reply differs from Binance's documentation; undefined for a well-formed reply. These replies are
 * well-formed: an answer of the shape that its operation has, with a status of 200 to 299; an error `{ code, msg }`
 * with a status of 400 to 599; and the HTML page of the firewall. Any other reply does not show whether an order was
 * executed.
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

/** Whether a reply is from the firewall of the exchange, which refuses requests with status 403 and a page of HTML. */
function isFirewallPage(status: number, data: unknown): boolean {
  return status === 403 && typeof data === 'string' && /^\s*</.test(data);
}

/** Whether a status is 200 to 299 or 400 to 599. Redirects are not followed. */
function isStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status < 600 && (status < 300 || status >= 400);
}

/**
 * Describes how a value differs from the shape that its operation declares; undefined if it does not differ. `name` is
 * the name of the value in the description.
 */
function mismatch(shape: AnswerShape, value: unknown, name: string): string | undefined {
  const kind = typeof shape === 'string' ? shape : kindOf(shape);
  if (!(kind === 'id' ? isId(value) : kindOf(value) === kind)) {
    return `${name}: expected ${kind}, got ${kindOf(value)}`;
  }
  if (typeof shape === 'string') return undefined;
  const isList = Array.isArray(shape);
  for (const field of isList ? (value as unknown[]).keys() : Object.keys(shape)) {
    // Only own fields came with the reply. Inherited fields, such as `constructor`, come from JavaScript.
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

/**
 * Describes the type of a value for error messages. The message must not contain the value itself, because an answer
 * may repeat secrets that were sent.
 */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  // Whole numbers beyond 2^53 became text when the JSON of the reply was parsed.
  if (typeof value === 'string') return /^-?\d{16,}$/.test(value) ? 'long number' : 'text';
  const isSpecial = value === null || (typeof value === 'number' && !Number.isFinite(value));
  return isSpecial ? String(value) : typeof value;
}
