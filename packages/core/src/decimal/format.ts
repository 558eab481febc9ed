import { shown } from '../errors/assert-config.js';
import { BinanceOrderFilterError, type ErrorRequest } from '../errors/index.js';

/** A price or quantity as callers may give it: decimal text, a number, a bigint, or a decimal object such as a `Big`. */
export type DecimalInput = string | number | bigint | DecimalObject;

/** What `big.js` and similar libraries have in common: `toFixed()` writes all digits, without an exponent. */
export type DecimalObject = {
  /** The number as decimal text, with all of its digits. */
  toFixed(): string;
};

/** What is legal for a price or quantity, for messages. */
export const LEGAL_NUMBER: string =
  'a plain decimal of up to 20 + 20 digits, a safe integer, or a number of up to 15 significant digits';

/** Plain decimal text as the exchange accepts it: at most 20 digits on either side of the point. */
const plainDecimal = /^-?\d{1,20}(?:\.\d{1,20})?$/;

/**
 * A price or quantity as plain decimal text: `1e-7` becomes `0.0000001`.
 *
 * @param param The name of the parameter, for the error message.
 * @throws {BinanceOrderFilterError} for NaN, Infinity and text that is not a plain decimal. A number with more than 15
 * significant digits is refused too, unless it is a safe integer: such digits are usually rounding errors.
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

/** The same text as {@link formatDecimal}, or undefined for a value that it refuses. */
export function decimalText(value: unknown): string | undefined {
  let text: string | undefined;
  if (typeof value === 'string') text = value;
  else if (typeof value === 'number') text = numberText(value);
  else if (typeof value === 'bigint') text = String(value);
  else if (isDecimalObject(value)) text = value.toFixed();
  return text !== undefined && plainDecimal.test(text) ? text : undefined;
}

/** Whether a value is a decimal object such as a `Big`. A `Number` object is not one, because its `toFixed()` rounds. */
export function isDecimalObject(value: unknown): value is DecimalObject {
  const isObject = typeof value === 'object' && !(value instanceof Number);
  return isObject && typeof (value as Partial<DecimalObject> | null)?.toFixed === 'function';
}

/**
 * The shortest text of a number, without an exponent for small ones, or undefined if it has too many digits to be exact. It does
 * not use big.js: every signed request formats its parameters here, and a page that only reads market data never loads big.js.
 */
function numberText(value: number): string | undefined {
  const text = String(value);
  const digits = text.replace(/^[-0.]+|e.*|\D/g, '');
  if (digits.length > 15 && !Number.isSafeInteger(value)) return undefined;
  // Other numbers with an exponent have more digits than the exchange accepts.
  return text.replace(
    /^(-?)(\d)\.?(\d*)e-(\d+)$/,
    (_, sign, whole, fraction, exponent) => `${sign}0.${'0'.repeat(exponent - 1)}${whole}${fraction}`,
  );
}
