import Big from 'big.js';

/**
 * The big.js constructor of this library. `Big()` creates a separate one, so that a page that changes the settings of
 * its own `Big` does not change results here.
 */
export const Decimal: typeof Big = /* @__PURE__ */ Big();
export type Decimal = Big;

/** The exact sum of decimal texts, with as many decimal places as the longest of them. */
export function addDecimals(...values: readonly string[]): string {
  const places = Math.max(0, ...values.map(decimalPlaces));
  return values.reduce((sum, value) => sum.plus(value), new Decimal(0)).toFixed(places);
}

/** The exact difference `a - b`, with as many decimal places as the longer of them. */
export function subtractDecimals(a: string, b: string): string {
  return new Decimal(a).minus(b).toFixed(Math.max(decimalPlaces(a), decimalPlaces(b)));
}

/** The exact product of two decimal texts, without trailing zeros. */
export function multiplyDecimals(a: string, b: string): string {
  return new Decimal(a).times(b).toFixed();
}

/** Compares two decimal texts by value: negative if `a` is less, 0 if they are equal. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  return new Decimal(a).cmp(b);
}

/** The number of digits after the point. */
export function decimalPlaces(value: string): number {
  const point = value.indexOf('.');
  return point < 0 ? 0 : value.length - point - 1;
}
