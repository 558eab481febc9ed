/**
 * Decimals as integers of the smallest unit: at scale 8, `1.5` is `150000000n`. Exact at any size, and fast: no decimal
 * object is made on the way of a legal order.
 *
 * @module
 */

/** More digits than this on either side of the point is no number to the exchange. */
const MAX_DIGITS = 20;

const POWERS: readonly bigint[] = /* @__PURE__ */ Array.from(
  { length: 2 * MAX_DIGITS + 1 },
  (_, n) => 10n ** BigInt(n),
);
const SAFE_POWERS: readonly number[] = /* @__PURE__ */ Array.from({ length: MAX_DIGITS + 1 }, (_, n) => 10 ** n);

/** `10 ** exponent`, for an exponent of up to 40. */
export function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] as bigint;
}

/**
 * Plain decimal text as an integer at `scale`; a number instead, the scale that would hold it, where its digits are
 * finer than that; undefined for anything else than up to 20 digits, a point and up to 20 digits.
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

/** The quotient of two integers that are not negative, rounded up. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
