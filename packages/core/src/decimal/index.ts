/**
 * Exact decimals: text for requests, arithmetic by big.js, and scaled integers for code that must be fast.
 *
 * Modules that a page needs at its start import `format.js` instead, because this file loads big.js.
 *
 * @module
 */

export {
  addDecimals,
  compareDecimals,
  Decimal,
  decimalPlaces,
  subtractDecimals,
} from './arithmetic.js';
export {
  type DecimalInput,
  type DecimalObject,
  decimalText,
  formatDecimal,
  isDecimalObject,
  LEGAL_NUMBER,
  roundInexact,
} from './format.js';
export { divideUp, formatScaled, parseScaled, powerOfTen } from './scaled.js';
