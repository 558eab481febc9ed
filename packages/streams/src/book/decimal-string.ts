/**
 * Whether a value is a decimal as the exchange prints it: digits, optionally followed by a point and more digits.
 */
export function isDecimal(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  let point = -1;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 46) {
      if (point >= 0) return false;
      point = i;
    } else if (code < 48 || code > 57) return false;
  }
  return value.length > 0 && point !== 0 && point !== value.length - 1;
}

/** Whether a value is a decimal above zero. */
export function isPositiveDecimal(value: unknown): value is string {
  return isDecimal(value) && !isZero(value);
}

/** Whether all digits of a decimal are zeros. */
export function isZero(decimal: string): boolean {
  for (let i = 0; i < decimal.length; i++) {
    const code = decimal.charCodeAt(i);
    if (code !== 48 && code !== 46) return false;
  }
  return true;
}

/** The number of digits after the point. */
export function decimalsOf(decimal: string): number {
  const point = decimal.indexOf('.');
  return point < 0 ? 0 : decimal.length - point - 1;
}

/** The number of digits after the point without trailing zeros: 2 for `0.0100`. */
export function significantDecimals(decimal: string): number {
  const point = decimal.indexOf('.');
  if (point < 0) return 0;
  let end = decimal.length;
  while (decimal.charCodeAt(end - 1) === 48) end--;
  return Math.max(0, end - point - 1);
}

/**
 * Compares two decimals of any length exactly. Returns a negative number if `a` is less than `b`, 0 if both are equal.
 */
export function compareDecimals(a: string, b: string): number {
  const [aStart, aPoint] = wholePart(a);
  const [bStart, bPoint] = wholePart(b);
  const byLength = aPoint - aStart - (bPoint - bStart);
  if (byLength !== 0) return byLength;
  for (let i = 0; i < aPoint - aStart; i++) {
    const byDigit = a.charCodeAt(aStart + i) - b.charCodeAt(bStart + i);
    if (byDigit !== 0) return byDigit;
  }
  const fraction = Math.max(a.length - aPoint, b.length - bPoint);
  for (let i = 1; i < fraction; i++) {
    const byDigit = digitAt(a, aPoint + i) - digitAt(b, bPoint + i);
    if (byDigit !== 0) return byDigit;
  }
  return 0;
}

/** The difference `a - b`, exact. */
export function subtractDecimals(a: string, b: string): string {
  const scale = Math.max(decimalsOf(a), decimalsOf(b));
  return fromBigInt(toBigInt(a, scale) - toBigInt(b, scale), scale);
}

/** The mean of two decimals, exact. */
export function meanOfDecimals(a: string, b: string): string {
  const scale = Math.max(decimalsOf(a), decimalsOf(b)) + 1;
  const units = (toBigInt(a, scale) + toBigInt(b, scale)) / 2n;
  return units % 10n === 0n ? fromBigInt(units / 10n, scale - 1) : fromBigInt(units, scale);
}

/**
 * Returns a decimal as an integer in units of `10^-scale`: `1.5` with scale 2 is `150n`. The decimal must have at most
 * `scale` digits after the point.
 */
export function toBigInt(decimal: string, scale: number): bigint {
  const point = decimal.indexOf('.');
  if (point < 0) return BigInt(decimal) * 10n ** BigInt(scale);
  return (
    BigInt(decimal.slice(0, point) + decimal.slice(point + 1)) * 10n ** BigInt(scale - (decimal.length - point - 1))
  );
}

/**
 * The reverse of `toBigInt`: returns an integer in units of `10^-scale` as a decimal with exactly `scale` digits after
 * the point.
 */
export function fromBigInt(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Returns the index of the first digit that is not a leading zero, and the index after the integer part. */
function wholePart(decimal: string): [start: number, point: number] {
  const found = decimal.indexOf('.');
  const point = found < 0 ? decimal.length : found;
  let start = 0;
  while (start < point && decimal.charCodeAt(start) === 48) start++;
  return [start, point];
}

function digitAt(decimal: string, index: number): number {
  return index < decimal.length ? decimal.charCodeAt(index) : 48;
}
