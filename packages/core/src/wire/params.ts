import { type DecimalInput, formatDecimal, isDecimalObject } from '../decimal.js';

/** Parameters as they leave: strings, numbers that are whole, booleans, and lists of these. */
export type WireParams = Readonly<Record<string, unknown>>;

/** Parameters that hold a price or a quantity, whatever prefix the operation gives them. */
const decimalName = /(?:price|qty|quantity)$/i;

/**
 * The parameters of a call in the form they leave in: undefined ones dropped, prices, quantities and all that is not a
 * whole number as plain decimal text.
 *
 * @throws {BinanceOrderFilterError} when a value cannot be written exactly.
 */
export function plainParams(params: object): WireParams {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    // Defined, not set, so that `__proto__` is a name like any other.
    if (name === '__proto__') Object.defineProperty(plain, name, { value, enumerable: true });
    else plain[name] = plainValue(name, value);
  }
  return plain;
}

function plainValue(name: string, value: unknown): unknown {
  if (typeof value === 'string') return decimalName.test(name) ? formatDecimal(value, name) : value;
  if (typeof value === 'number' && Number.isSafeInteger(value) && !decimalName.test(name)) return value;
  if (typeof value === 'number' || typeof value === 'bigint' || isDecimalObject(value)) {
    return formatDecimal(value as DecimalInput, name);
  }
  return Array.isArray(value) ? value.map((item) => plainValue('', item)) : value;
}
