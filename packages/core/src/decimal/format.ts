import { shown } from '../errors/assert-config.js';
import { BinanceOrderFilterError, type ErrorRequest } from '../errors/index.js';

/**
 * A price or quantity that a caller passes: decimal text, a number of at most 15 significant digits, a bigint, or a
 * decimal object such as a `Big`. A number with more digits, such as `0.1 + 0.2`, is refused.
 */
export type DecimalInput = string | number | bigint | DecimalObject;

/** A decimal of `big.js` or a similar library. `toFixed()` returns all digits, without an exponent. */
export type DecimalObject = {
  /** The number as decimal text, with all of its digits. */
  toFixed(): string;
};

/** A description of the legal prices and quantities, for error messages. */
export const LEGAL_NUMBER: string =
  'a plain decimal of up to 20 + 20 digits, a safe integer, or a number of up to 15 significant digits';

/** Matches plain decimal text as the exchange accepts it: at most 20 digits on either side of the point. */
const plainDecimal = /^-?\d{1,20}(?:\.\d{1,20})?$/;

/**
 * Converts a price or quantity to plain decimal text: `1e-7` becomes `0.0000001`.
 *
 * @param param The name of the parameter, for the error message.
 * @throws {BinanceOrderFilterError} if the value is NaN, Infinity or text that is not a plain decimal. Also thrown for
 * a number with more than 15 significant digits that is not a safe integer, because such digits are usually rounding
 * errors.
 */
export function formatDecimal(value: DecimalInput, param = 'value', request?: ErrorRequest): string {
  const text = decimalText(value);
  if (text !== undefined) return text;
  const got = shown(value).slice(0, 62);
  const message = `${param}: expected ${LEGAL_NUMBER}, got ${got}`;
  throw new BinanceOrderFilterError(
    [{ filter: 'PARAMETERS', param, value: got, limit: LEGAL_NUMBER, message }],
    request,
  );
}

/** Returns the same text as {@link formatDecimal}, or undefined if that function would throw. */
export function decimalText(value: unknown): string | undefined {
  let text: string | undefined;
  if (typeof value === 'string') text = value;
  else if (typeof value === 'number') text = numberText(value);
  else if (typeof value === 'bigint') text = String(value);
  else if (isDecimalObject(value)) text = value.toFixed();
  return text !== undefined && plainDecimal.test(text) ? text : undefined;
}

/**
 * Rounds a number that has too many digits to be exact, such as `0.1 + 0.2`, to 15 significant digits. A JavaScript
 * number is accurate to 15 significant digits, so further digits are not reliable. A number below 0.000001 is rounded
 * to 20 decimal places if it still has more. Returns any other value unchanged.
 */
export function roundInexact<T>(value: T): T | number {
  const isInexact = typeof value === 'number' && !Number.isInteger(value) && decimalText(value) === undefined;
  if (!isInexact) return value;
  const rounded = Number(value.toPrecision(15));
  return decimalText(rounded) === undefined ? Number(rounded.toFixed(20)) || rounded : rounded;
}

/**
 * Whether a value is a decimal object such as a `Big`. A `Number` object is not one, because its `toFixed()` rounds.
 */
export function isDecimalObject(value: unknown): value is DecimalObject {
  const isObject = typeof value === 'object' && !(value instanceof Number);
  return isObject && typeof (value as Partial<DecimalObject> | null)?.toFixed === 'function';
}

/**
 * Returns the shortest text of a number. The text of a small number such as `1e-7` has no exponent. Returns undefined
 * if the number has too many digits to be exact. The function does not use big.js, so that pages that only read market
 * data need not load it.
 */
function numberText(value: number): string | undefined {
  const text = String(value);
  const digits = text.replace(/^[-0.]+|e.*|\D/g, '');
  if (digits.length > 15 && !Number.isSafeInteger(value)) return undefined;
  // Only a negative exponent is replaced. A number with a positive exponent is refused later, because it has more
  // digits than the exchange accepts.
  return text.replace(
    /^(-?)(\d)\.?(\d*)e-(\d+)$/,
    (_, sign, whole, fraction, exponent) => `${sign}0.${'0'.repeat(exponent - 1)}${whole}${fraction}`,
  );
}
