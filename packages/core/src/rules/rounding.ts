import { type DecimalInput, decimalText, formatDecimal, roundInexact } from '../decimal/format.js';
import { formatScaled, parseScaled, powerOfTen } from '../decimal/scaled.js';
import { assertOneOf } from '../errors/assert-option.js';
import { BinanceConfigError } from '../errors/index.js';
import { checkRules } from './check-rules.js';
import type { SymbolRules } from './compile.js';
import { ROUNDINGS, type Rounding } from './fit-order.js';
import type { NumberRule } from './number-rule.js';

/** The number of decimal places in calculations. The exchange accepts no more decimal places than this. */
const SCALE = 20;

/**
 * Rounds a price to a multiple of the symbol's tick size, with exact arithmetic. The minimum and maximum price are not
 * applied; `fitOrder` applies them. A price below the tick size becomes 0 when it is rounded down.
 *
 * A JavaScript number that is inexact, such as `1 / 3` or `0.1 + 0.2`, is first rounded to 15 significant digits and to
 * 20 decimal places.
 *
 * @param rounding `nearest` rounds a half up. @default 'nearest'
 * @example
 * const rules = await client.rules.get('BNBBTC');
 * const price = roundPrice(rules, 0.0123456, 'down');
 * @throws {BinanceOrderFilterError} if the price is not a decimal.
 * @throws {BinanceConfigError} if the price is negative, `rules` is not the result of `compileRules`, or `rounding` is
 * illegal.
 */
export function roundPrice(rules: SymbolRules, price: DecimalInput, rounding: Rounding = 'nearest'): string {
  checkRules(rules);
  return round('price', price, rules.tickSize, rules.quotePrecision, rounding);
}

/**
 * Rounds a quantity to a multiple of the symbol's step size, with exact arithmetic. The minimum and maximum quantity
 * are not applied; `fitOrder` applies them. Round down if the quantity must not exceed a balance.
 *
 * A JavaScript number that is inexact, such as `1 / 3` or `0.1 + 0.2`, is first rounded to 15 significant digits and to
 * 20 decimal places.
 *
 * @param rounding `nearest` rounds a half up. @default 'nearest'
 * @throws {BinanceOrderFilterError} if the quantity is not a decimal.
 * @throws {BinanceConfigError} if the quantity is negative, `rules` is not the result of `compileRules`, or `rounding`
 * is illegal.
 */
export function roundQuantity(rules: SymbolRules, quantity: DecimalInput, rounding: Rounding = 'nearest'): string {
  checkRules(rules);
  return round('quantity', quantity, rules.stepSize, rules.basePrecision, rounding);
}

function round(
  name: string,
  given: DecimalInput,
  stepText: string | undefined,
  precision: NumberRule | undefined,
  rounding: Rounding,
): string {
  const text = formatDecimal(roundInexact(given), name);
  const value = parseScaled(text, SCALE);
  if (typeof value !== 'bigint') throw new BinanceConfigError(`${name}: expected a number of 0 or above, got ${text}`);
  assertOneOf('rounding', rounding, ROUNDINGS);
  // A step of 0 is not applied: the number is rounded to the decimal places of the asset instead. If these are unknown,
  // the number is not rounded.
  const stated = parseScaled(decimalText(stepText) ?? '', SCALE);
  const step =
    typeof stated === 'bigint' && stated > 0n ? stated : powerOfTen(SCALE - Number(precision?.step?.text ?? SCALE));
  const rest = value % step;
  const isUp = rest > 0n && (rounding === 'up' || (rounding === 'nearest' && rest * 2n >= step));
  return formatScaled(value - rest + (isUp ? step : 0n), SCALE);
}
