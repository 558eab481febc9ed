import { jsonMembers } from '../protocol/parameters/json-members.js';

/** A request by which a client controls a market stream connection, such as SUBSCRIBE. */
export type ControlRequest =
  | { readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE'; readonly streams: readonly string[]; readonly id: RequestId }
  | { readonly method: 'LIST_SUBSCRIPTIONS'; readonly id: RequestId }
  | { readonly method: 'SET_PROPERTY'; readonly value: boolean; readonly id: RequestId }
  | { readonly method: 'GET_PROPERTY'; readonly id: RequestId };

/** The id of a request as JSON text. It stays text, because a number cannot hold every 64-bit integer. */
export type RequestId = string;

/** An invalid request. `error` is the complete JSON text of the answer to it. */
export type ControlError = { readonly error: string };

const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'] as const;

/** Reads a request. Returns the documented error if the request is invalid. */
export function readControlRequest(text: string): ControlRequest | ControlError {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (error) {
    return refusal(3, `Invalid JSON: expected value at ${positionOf(error, text)}`);
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return refusal(2, `Invalid request: missing field \`method\` at line 1 column ${text.length}`);
  }
  const { method, params, id } = message as Record<string, unknown>;
  if (method === undefined) {
    return refusal(2, `Invalid request: missing field \`method\` at line 1 column ${text.length}`);
  }
  const known = METHODS.find((name) => name === method);
  if (!known) {
    const column = text.indexOf(JSON.stringify(method)) + JSON.stringify(method).length;
    const names = METHODS.map((name) => `\`${name}\``).join(', ');
    const variant = typeof method === 'string' ? `\`${method}\`` : JSON.stringify(method);
    return refusal(
      2,
      `Invalid request: unknown variant ${variant}, expected one of ${names} at line 1 column ${column}`,
    );
  }
  const idText = readId(message as object, id, text);
  if (idText === undefined) return refusal(2, 'Invalid request: request ID must be an unsigned integer');
  return readParams(known, Array.isArray(params) ? params : [], idText);
}

function readParams(
  method: (typeof METHODS)[number],
  params: readonly unknown[],
  id: RequestId,
): ControlRequest | ControlError {
  switch (method) {
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
      if (params.some((name) => typeof name !== 'string')) {
        return refusal(2, 'Invalid request: property name must be a string');
      }
      return { method, streams: params as string[], id };
    case 'LIST_SUBSCRIPTIONS':
      return params.length > 0 ? refusal(2, 'Invalid request: too many parameters') : { method, id };
    default: {
      const [name, value] = params;
      if (typeof name !== 'string') return refusal(2, 'Invalid request: property name must be a string');
      if (params.length > (method === 'SET_PROPERTY' ? 2 : 1)) {
        return refusal(2, 'Invalid request: too many parameters');
      }
      if (name !== 'combined') return { error: `{"code":0,"msg":"Unknown property","id":${id}}` };
      if (method === 'GET_PROPERTY') return { method, id };
      if (typeof value !== 'boolean') return refusal(1, 'Invalid value type: expected Boolean');
      return { method, value, id };
    }
  }
}

/** Returns the JSON text of the id. Undefined if there is no id, or if its type is not accepted. */
function readId(message: object, id: unknown, text: string): RequestId | undefined {
  if (id === null && 'id' in message) return 'null';
  if (typeof id === 'string') return /^[\p{L}\p{N}_-]{1,36}$/u.test(id) ? JSON.stringify(id) : undefined;
  if (typeof id !== 'number' || !Number.isInteger(id)) return undefined;
  // The original text is used, because `JSON.parse` loses precision beyond 2^53.
  const digits = new Map(jsonMembers(text)).get('id') ?? '';
  if (!/^-?\d+$/.test(digits)) return undefined;
  const value = BigInt(digits);
  return value >= -(2n ** 63n) && value < 2n ** 63n ? digits : undefined;
}

const refusal = (code: number, msg: string): ControlError => ({ error: JSON.stringify({ code, msg }) });

function positionOf(error: unknown, text: string): string {
  const index = Number(/position (\d+)/.exec(String(error))?.[1] ?? text.length);
  const before = text.slice(0, index).split('\n');
  return `line ${before.length} column ${(before.at(-1) as string).length + 1}`;
}
