import Big from 'big.js';

/**
 * The part of big.js's decimal that this library uses. It is declared here because big.js ships no type declarations,
 * and a project that installs the package would otherwise have to install them.
 */
export interface Decimal {
  plus(value: DecimalSource): Decimal;
  minus(value: DecimalSource): Decimal;
  times(value: DecimalSource): Decimal;
  div(value: DecimalSource): Decimal;
  mod(value: DecimalSource): Decimal;
  cmp(value: DecimalSource): -1 | 0 | 1;
  eq(value: DecimalSource): boolean;
  gt(value: DecimalSource): boolean;
  gte(value: DecimalSource): boolean;
  lt(value: DecimalSource): boolean;
  lte(value: DecimalSource): boolean;
  /** Plain decimal text. `places` rounds half up. */
  toFixed(places?: number): string;
}

type DecimalSource = string | number | Decimal;

/**
 * The decimal constructor of this library. `Big()` creates a separate constructor, so that a page that changes the
 * settings of its own `Big` does not change results here.
 */
// The declared methods accept any object of this interface, and every such object comes from this constructor.
export const Decimal: new (value: DecimalSource) => Decimal = /* @__PURE__ */ Big() as unknown as new (
  value: DecimalSource,
) => Decimal;

/** The exact sum of decimal texts, with as many decimal places as the longest of them. */
export function addDecimals(...values: readonly string[]): string {
  const places = Math.max(0, ...values.map(decimalPlaces));
  return values.reduce((sum, value) => sum.plus(value), new Decimal(0)).toFixed(places);
}

/** The exact difference `a - b`, with as many decimal places as the longer of them. */
export function subtractDecimals(a: string, b: string): string {
  return new Decimal(a).minus(b).toFixed(Math.max(decimalPlaces(a), decimalPlaces(b)));
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
