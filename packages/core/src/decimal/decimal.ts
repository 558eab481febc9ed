import { writeDecimal } from './decimal-text.js';

/** A price or quantity as callers may give it: decimal text, a number, a bigint, or a decimal object such as a `Big`. */
export type DecimalInput = string | number | bigint | DecimalObject;

/** What `big.js` and its kin have in common: `toFixed()` writes all digits, without an exponent. */
export type DecimalObject = { toFixed(): string };

/**
 * A price or quantity as plain decimal text: `1e-7` becomes `0.0000001`.
 *
 * @throws {BinanceOrderFilterError} for NaN, Infinity, text that is not a plain decimal, and numbers that arithmetic or
 * their own size has made inexact: more than 15 significant digits, integers past 2^53.
 */
export function formatDecimal(value: DecimalInput, param = 'value'): string {
  return writeDecimal(value, param);
}
