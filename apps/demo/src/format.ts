import { decimalPlaces } from '@pkg/core/internal';

// Texts and numbers come from an exchange that may be hostile or broken. What is no plain number is shown as a dash.

const NONE = '—';
/** More digits than any price or quantity of an exchange has, and few enough for a cell of the page. */
const PLAIN_DECIMAL = /^-?\d{1,30}(\.\d{1,30})?$/;
const MAX_DECIMALS = 16;

/** Whether a value is a decimal string that the page can show and calculate with. */
export function isPlainDecimal(value: unknown): value is string {
  return typeof value === 'string' && PLAIN_DECIMAL.test(value);
}

/** A decimal string without trailing zeros, but with at least `decimals` decimal places. */
export function trimDecimal(text: unknown, decimals = 0): string {
  if (!isPlainDecimal(text)) return NONE;
  const [whole = '0', fraction = ''] = text.split('.');
  const kept = fraction.replace(/0+$/, '').padEnd(decimals, '0');
  return kept ? `${whole}.${kept}` : whole;
}

/** The number of decimal places of a step such as `0.01000000`, up to 16. */
export function decimalsOf(step: unknown): number {
  return isPlainDecimal(step) ? Math.min(decimalPlaces(trimDecimal(step)), MAX_DECIMALS) : 0;
}

/** Truncates or pads a decimal string to a number of decimal places, for display only. */
export function toDecimals(text: unknown, decimals: number): string {
  if (!isPlainDecimal(text)) return NONE;
  const [whole = '0', fraction = ''] = text.split('.');
  return decimals ? `${whole}.${fraction.slice(0, decimals).padEnd(decimals, '0')}` : whole;
}

/** A short form of a quantity, for display only: `12.3K` or `0.00420`. */
export function compact(value: number): string {
  // Above this, `toFixed` writes an exponent.
  if (!(Math.abs(value) < 1e21)) return NONE;
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)}M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)}K`;
  return value >= 100 ? value.toFixed(1) : value >= 1 ? value.toFixed(3) : value.toPrecision(3);
}

export function clockTime(ms: unknown): string {
  const date = new Date(typeof ms === 'number' ? ms : Number.NaN);
  return Number.isNaN(date.getTime()) ? NONE : date.toLocaleTimeString('en-GB');
}
