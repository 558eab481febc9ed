import Big from 'big.js';

/**
 * The methods of a big.js decimal that this library uses. They are declared here because big.js has no type
 * declarations: otherwise every project that uses this package would also have to install `@types/big.js`.
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
  /** Returns plain decimal text. If `places` is given, the value is rounded half up to that many decimal places. */
  toFixed(places?: number): string;
}

type DecimalSource = string | number | Decimal;

/**
 * The constructor for exact decimals. `Big()` creates a separate constructor, so the settings that a page makes on its
 * own `Big` do not change results of this library.
 */
// The cast is safe: every object of type `Decimal` is created by this constructor.
export const Decimal: new (value: DecimalSource) => Decimal = /* @__PURE__ */ Big() as unknown as new (
  value: DecimalSource,
) => Decimal;

/** Returns the exact sum of decimal texts, with as many decimal places as the most precise text. */
export function addDecimals(...values: readonly string[]): string {
  const places = Math.max(0, ...values.map(decimalPlaces));
  return values.reduce((sum, value) => sum.plus(value), new Decimal(0)).toFixed(places);
}

/** Returns the exact difference `a - b`, with as many decimal places as the more precise text. */
export function subtractDecimals(a: string, b: string): string {
  return new Decimal(a).minus(b).toFixed(Math.max(decimalPlaces(a), decimalPlaces(b)));
}

/** Compares two decimal texts by value: negative if `a` is less, 0 if they are equal. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  return new Decimal(a).cmp(b);
}

/** Returns the number of digits after the decimal point. */
export function decimalPlaces(value: string): number {
  const point = value.indexOf('.');
  return point < 0 ? 0 : value.length - point - 1;
}
