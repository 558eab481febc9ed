import { type DecimalInput, formatDecimal, isDecimalObject } from '../decimal/format.js';
import { BinanceConfigError, type ErrorRequest } from '../errors/index.js';

/** Parameters as they are sent: strings, whole numbers, booleans, and lists of these. */
export type WireParams = Readonly<Record<string, unknown>>;

/** A surrogate without its other half, which UTF-8 cannot encode. */
const unpairedSurrogate = /\p{Cs}/u;

/** Prices and quantities, with any prefix that an operation gives them. */
const decimalParam = /(?:price|qty|quantity)$/i;

/**
 * Converts the parameters of a call to the form in which they are sent. Undefined parameters are dropped. Prices,
 * quantities and all numbers that are not whole become plain decimal text.
 *
 * @throws {BinanceOrderFilterError} when a decimal cannot be written exactly.
 * @throws {BinanceConfigError} when a value is null or of a type that no parameter has, or when text has an unpaired
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
  if (typeof value === 'string' && unpairedSurrogate.test(value)) {
    refuse(name, 'text without unpaired surrogates', JSON.stringify(value.slice(0, 60)), request);
  }
  const isDecimal = decimalParam.test(name);
  const isTextOrWhole = Number.isSafeInteger(value) || typeof value === 'string';
  if (isTextOrWhole && !isDecimal) return value;
  if (isTextOrWhole || typeof value === 'number' || typeof value === 'bigint' || isDecimalObject(value)) {
    return formatDecimal(value as DecimalInput, name, request);
  }
  if (Array.isArray(value)) return value.map((item) => wireValue(name, item, request));
  if (typeof value === 'boolean' && !isDecimal) return value;
  const legal = isDecimal ? 'a decimal' : 'text, a number, a boolean or a list of these';
  return refuse(name, legal, value === null ? 'null' : typeof value, request);
}

function refuse(name: string, legal: string, got: string, request: ErrorRequest | undefined): never {
  throw new BinanceConfigError(`${request ? `${request.operation}: ` : ''}${name}: expected ${legal}, got ${got}`);
}
