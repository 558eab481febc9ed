import { decimalPlaces } from '@pkg/core/internal';

/** A decimal string without trailing zeros, but with at least `decimals` decimal places. */
export function trimDecimal(text: string, decimals = 0): string {
  const [whole = '0', fraction = ''] = text.split('.');
  const kept = fraction.replace(/0+$/, '').padEnd(decimals, '0');
  return kept ? `${whole}.${kept}` : whole;
}

/** The number of decimal places of a step such as `0.01000000`. */
export function decimalsOf(step: string): number {
  return decimalPlaces(trimDecimal(step));
}

/** Truncates or pads a decimal string to a number of decimal places, for display only. */
export function toDecimals(text: string, decimals: number): string {
  const [whole = '0', fraction = ''] = text.split('.');
  return decimals ? `${whole}.${fraction.slice(0, decimals).padEnd(decimals, '0')}` : whole;
}

/** A short form of a quantity, for display only: `12.3K` or `0.00420`. */
export function compact(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)}M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)}K`;
  return value >= 100 ? value.toFixed(1) : value >= 1 ? value.toFixed(3) : value.toPrecision(3);
}

export function clockTime(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB');
}
