import { decimalsOf, isZero, significantDecimals } from './decimal-text.js';

/**
 * How one column of a book (its prices, or its quantities) is kept as whole numbers: every decimal printed with
 * `width` digits after the point, of which the first `scale` count and the rest are zeros.
 */
export type DecimalFormat = {
  readonly width: number;
  readonly scale: number;
  /** `10 ** scale` */
  readonly unit: number;
  /** The largest whole part that surely fits. */
  readonly maxWhole: number;
};

const ZERO = 48;
const POINT = 46;
const MAX_WIDTH = 18;
/** Room kept above the largest value seen, before digits are dropped to make room. */
const HEADROOM = 8;

/** One object for each format, so that books of equal formats share them, and code that was made fast for one stays so. */
const formats = new Map<number, DecimalFormat>();

export function decimalFormat(width: number, scale: number): DecimalFormat {
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
 * The format that holds all of some decimals exactly, or undefined where none does: they are printed with different
 * widths, or are too long for a double.
 *
 * @param step the smallest difference between two values, where it is known.
 */
export function learnFormat(decimals: Iterable<string>, step = '0'): DecimalFormat | undefined {
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
  const whole = decimalFormat(width, width);
  if (largest * HEADROOM < whole.maxWhole) return whole;
  const least = decimalFormat(width, Math.min(scale, width));
  return largest < least.maxWhole ? least : undefined;
}

/** A decimal as a whole number of the format's units, or NaN where the format cannot print that very text again. */
export function scaled(decimal: string, { width, scale, unit, maxWhole }: DecimalFormat): number {
  const end = width === 0 ? decimal.length : decimal.length - width - 1;
  if (end < 1 || (width > 0 && decimal.charCodeAt(end) !== POINT)) return isZero(decimal) ? 0 : Number.NaN;
  if (end > 1 && decimal.charCodeAt(0) === ZERO) return Number.NaN;
  let whole = 0;
  for (let i = 0; i < end; i++) whole = whole * 10 + (decimal.charCodeAt(i) - ZERO);
  let fraction = 0;
  for (let i = end + 1; i <= end + scale; i++) fraction = fraction * 10 + (decimal.charCodeAt(i) - ZERO);
  for (let i = end + scale + 1; i < decimal.length; i++) if (decimal.charCodeAt(i) !== ZERO) return Number.NaN;
  return whole <= maxWhole ? whole * unit + fraction : Number.NaN;
}

/** The decimal that a whole number of units was read from. */
export function printed(units: number, { width, scale, unit }: DecimalFormat): string {
  if (scale === 8 && width === 8) return printed8(units);
  let whole = Math.floor(units / unit);
  let fraction = units - whole * unit;
  // The quotient may have been rounded up to the next whole number.
  if (fraction < 0) {
    whole--;
    fraction += unit;
  }
  if (width === 0) return `${whole}`;
  return `${whole}.${scale === 0 ? '' : String(fraction).padStart(scale, '0')}${'0'.repeat(width - scale)}`;
}

/** The first four of 8 digits after the point with the point, and the last four: padding is most of the cost. */
let upper: string[] | undefined;
let lower: string[] = [];

function printed8(units: number): string {
  if (!upper) {
    lower = Array.from({ length: 10_000 }, (_, index) => String(index).padStart(4, '0'));
    upper = lower.map((digits) => `.${digits}`);
  }
  let whole = (units / 1e8) | 0;
  let fraction = (units - whole * 1e8) | 0;
  if (fraction < 0) {
    whole--;
    fraction += 100_000_000;
  }
  const high = (fraction / 10_000) | 0;
  return whole + (upper[high] as string) + (lower[fraction - high * 10_000] as string);
}
