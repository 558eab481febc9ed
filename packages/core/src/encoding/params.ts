import { formatDecimal, isDecimalObject } from '../decimal/format.js';
import { assertConfig } from '../errors/assert-config.js';
import type { ErrorRequest } from '../errors/index.js';

/** The parameters of a request as they are sent: strings, whole numbers, booleans, and lists of these. */
export type WireParams = Readonly<Record<string, unknown>>;

/** Matches an unpaired surrogate, which UTF-8 cannot encode. */
const unpairedSurrogate = /\p{Cs}/u;

/** Matches the names of parameters that hold a price or a quantity, such as `stopPrice`. */
const decimalParam = /(?:price|qty|quantity)$/i;

/**
 * Converts the parameters of a call to the form in which they are sent. Undefined parameters are dropped. Prices,
 * quantities and all numbers that are not whole become plain decimal text.
 *
 * @throws {BinanceOrderFilterError} if a price, quantity or other number cannot be written exactly.
 * @throws {BinanceConfigError} if a value is null or of a type that no parameter has, or a text has an unpaired
 * surrogate.
 */
export function wireParams(params: object, request?: ErrorRequest): Record<string, unknown> {
  const wire: Record<string, unknown> = { ...params };
  for (const name in wire) {
    const value = wire[name];
    if (value === undefined) delete wire[name];
    else wire[name] = wireValue(name, value, request);
  }
  return wire;
}

function wireValue(name: string, value: unknown, request: ErrorRequest | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => wireValue(name, item, request));
  const isText = typeof value === 'string';
  if (isText && unpairedSurrogate.test(value)) {
    refuse(name, 'text without unpaired surrogates', JSON.stringify(value), request);
  }
  const isDecimal = decimalParam.test(name);
  if (!isDecimal && (isText || typeof value === 'boolean' || Number.isSafeInteger(value))) return value;
  if ((isText && isDecimal) || typeof value === 'number' || typeof value === 'bigint' || isDecimalObject(value)) {
    return formatDecimal(value, name, request);
  }
  return refuse(name, isDecimal ? 'a decimal' : 'text, a number, a boolean or a list of these', value, request);
}

function refuse(name: string, legal: string, value: unknown, request: ErrorRequest | undefined): never {
  assertConfig(false, request ? `${request.operation}: ${name}` : name, legal, value);
}
