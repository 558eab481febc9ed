import { decimalsOf, isZero, significantDecimals, toBigInt } from './decimal-string.js';

/**
 * How decimals are stored as integers and printed again. Each decimal has `width` digits after the point. The first
 * `scale` of these digits are stored, and the others are zeros.
 */
export type FixedPointFormat = {
  readonly width: number;
  readonly scale: number;
  /** `10 ** scale` */
  readonly unit: number;
  /**
   * If the integer part of a decimal with `scale` digits after the point is at most this, `unit` times the decimal is a
   * safe integer.
   */
  readonly maxWhole: number;
};

/** The formats of a book's prices and quantities. */
export type BookFormat = { readonly price: FixedPointFormat; readonly quantity: FixedPointFormat };

const ZERO = 48;
const POINT = 46;
const MAX_WIDTH = 18;
/**
 * Leaves room for larger values later. If a double can exactly hold a value this many times as large as the largest one
 * now, with all `width` digits after the point, all these digits are stored. Otherwise, digits at the end that are zero
 * in all values are not stored.
 */
const HEADROOM = 8;

/**
 * The formats created so far, by a number computed from `width` and `scale`. Books with equal formats share one object,
 * so that the JavaScript engine can optimize their code together.
 */
const formats = new Map<number, FixedPointFormat>();

export function fixedPointFormat(width: number, scale: number): FixedPointFormat {
  const id = width * (MAX_WIDTH + 1) + scale;
  let format = formats.get(id);
  if (!format) {
    const unit = 10 ** scale;
    format = { width, scale, unit, maxWhole: Math.floor(Number.MAX_SAFE_INTEGER / unit) - 1 };
    formats.set(id, format);
  }
  return format;
}

/**
 * Returns a format that holds all given decimals exactly. Returns undefined if the decimals differ in their number of
 * digits after the point, or are too long for a double.
 *
 * @param step the smallest difference between two values, if it is known.
 */
export function inferFormat(decimals: Iterable<string>, step = '0'): FixedPointFormat | undefined {
  let width: number | undefined;
  let scale = significantDecimals(step);
  let largest = 0;
  for (const decimal of decimals) {
    if (isZero(decimal)) continue;
    width ??= decimalsOf(decimal);
    if (decimalsOf(decimal) !== width || width > MAX_WIDTH) return undefined;
    scale = Math.max(scale, significantDecimals(decimal));
    largest = Math.max(largest, Number(decimal));
  }
  if (width === undefined) return undefined;
  const whole = fixedPointFormat(width, width);
  if (largest * HEADROOM < whole.maxWhole) return whole;
  const least = fixedPointFormat(width, Math.min(scale, width));
  return largest < least.maxWhole ? least : undefined;
}

/**
 * Returns a decimal multiplied by `unit`, as an integer. Returns NaN if `formatUnits` would not print the same decimal.
 */
export function parseUnits(decimal: string, { width, scale, unit, maxWhole }: FixedPointFormat): number {
  const end = width === 0 ? decimal.length : decimal.length - width - 1;
  if (end < 1 || (width > 0 && decimal.charCodeAt(end) !== POINT)) return Number.NaN;
  if (end > 1 && decimal.charCodeAt(0) === ZERO) return Number.NaN;
  let whole = 0;
  for (let i = 0; i < end; i++) {
    const code = decimal.charCodeAt(i);
    // A point is reached here only if the format has no decimals. Such a format cannot hold a fraction.
    if (code === POINT) return Number.NaN;
    whole = whole * 10 + (code - ZERO);
  }
  let fraction = 0;
  for (let i = end + 1; i <= end + scale; i++) fraction = fraction * 10 + (decimal.charCodeAt(i) - ZERO);
  for (let i = end + scale + 1; i < decimal.length; i++) if (decimal.charCodeAt(i) !== ZERO) return Number.NaN;
  return whole <= maxWhole ? whole * unit + fraction : Number.NaN;
}

/**
 * Multiplies a decimal of any length by 10^`scale`, and rounds the product down or up to an integer. If a double cannot
 * hold that integer exactly, returns the nearest double.
 */
export function roundToUnits(decimal: string, { scale }: FixedPointFormat, rounding: 'down' | 'up'): number {
  const extra = Math.max(0, decimalsOf(decimal) - scale);
  const divisor = 10n ** BigInt(extra);
  const exact = toBigInt(decimal, scale + extra);
  return Number((rounding === 'up' ? exact + divisor - 1n : exact) / divisor);
}

/** The reverse of {@link parseUnits}: divides an integer by `unit`, and returns the quotient as decimal text. */
export function formatUnits(units: number, { width, scale, unit }: FixedPointFormat): string {
  if (scale === 8 && width === 8) return formatUnits8(units);
  let whole = Math.floor(units / unit);
  let fraction = units - whole * unit;
  // The division may have rounded the quotient up to the next integer.
  if (fraction < 0) {
    whole--;
    fraction += unit;
  }
  if (width === 0) return `${whole}`;
  return `${whole}.${scale === 0 ? '' : String(fraction).padStart(scale, '0')}${'0'.repeat(width - scale)}`;
}

const { fromCharCode } = String;

/**
 * Prints a number with 8 decimals. One call of `fromCharCode` with all digits is faster than joining parts, which
 * creates intermediate strings.
 */
function formatUnits8(units: number): string {
  let whole = (units / 1e8) | 0;
  let fraction = (units - whole * 1e8) | 0;
  // The division may have rounded the quotient up to the next integer.
  if (fraction < 0) {
    whole--;
    fraction += 100_000_000;
  }
  const high = (fraction / 10_000) | 0;
  const low = fraction - high * 10_000;
  const [a, b, c, d] = [(high / 100) | 0, high % 100, (low / 100) | 0, low % 100];
  const a1 = ((a / 10) | 0) + ZERO;
  const a2 = (a % 10) + ZERO;
  const b1 = ((b / 10) | 0) + ZERO;
  const b2 = (b % 10) + ZERO;
  const c1 = ((c / 10) | 0) + ZERO;
  const c2 = (c % 10) + ZERO;
  const d1 = ((d / 10) | 0) + ZERO;
  const d2 = (d % 10) + ZERO;
  if (whole < 10) return fromCharCode(whole + ZERO, POINT, a1, a2, b1, b2, c1, c2, d1, d2);
  if (whole >= 100) return whole + fromCharCode(POINT, a1, a2, b1, b2, c1, c2, d1, d2);
  const tens = (whole / 10) | 0;
  return fromCharCode(tens + ZERO, whole - tens * 10 + ZERO, POINT, a1, a2, b1, b2, c1, c2, d1, d2);
}
