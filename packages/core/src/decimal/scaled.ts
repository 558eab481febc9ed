/**
 * Decimals as integers: at scale 8, that is in units of 0.00000001, `1.5` is `150000000n`. Such integers are exact at
 * any size, and calculations with them are fast. The order rules need this speed, because they check every order before
 * it is sent. Other code uses `arithmetic.ts`.
 *
 * @module
 */

/** The most digits that the exchange accepts before and after the decimal point. */
const MAX_DIGITS = 20;

const POWERS: readonly bigint[] = /* @__PURE__ */ Array.from(
  { length: 2 * MAX_DIGITS + 1 },
  (_, n) => 10n ** BigInt(n),
);
const SAFE_POWERS: readonly number[] = /* @__PURE__ */ Array.from({ length: MAX_DIGITS + 1 }, (_, n) => 10 ** n);

/** Returns `10 ** exponent`, for an exponent of up to 40. */
export function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] as bigint;
}

/**
 * Parses plain decimal text without a sign to an integer (bigint) at `scale`.
 *
 * If the text has more significant decimal places than `scale`, returns the number of these places as a `number`. This
 * is the smallest scale at which the text can be parsed. Returns undefined for any other text, and for a decimal with
 * more than 20 digits before or after the point.
 */
export function parseScaled(text: string, scale: number): bigint | number | undefined {
  let point = -1;
  let digits = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) digits = digits * 10 + code - 48;
    else if (code === 46 && point < 0) point = index;
    else return undefined;
  }
  const whole = point < 0 ? text.length : point;
  const decimals = point < 0 ? 0 : text.length - point - 1;
  if (whole === 0 || whole > MAX_DIGITS || decimals > MAX_DIGITS || point === text.length - 1) return undefined;
  if (decimals > scale) {
    let end = text.length;
    while (text.charCodeAt(end - 1) === 48) end--;
    const significant = end - point - 1;
    return significant > scale ? significant : parseScaled(text.slice(0, significant === 0 ? point : end), scale);
  }
  const shift = scale - decimals;
  const scaled = digits * (SAFE_POWERS[shift] as number);
  if (scaled <= Number.MAX_SAFE_INTEGER) return BigInt(scaled);
  return BigInt(point < 0 ? text : text.slice(0, point) + text.slice(point + 1)) * powerOfTen(shift);
}

/** Converts a non-negative integer at `scale` to the shortest plain decimal text. */
export function formatScaled(value: bigint, scale: number): string {
  const digits = String(value).padStart(scale + 1, '0');
  const point = digits.length - scale;
  const fraction = digits.slice(point).replace(/0+$/, '');
  return digits.slice(0, point) + (fraction && `.${fraction}`);
}

/** Returns the quotient of two non-negative integers, rounded up. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
