/**
 * A price, a quantity, a sum of money or a rate, as an integer scaled by 10^8. All assets have the same scale, so
 * amounts can be added and multiplied without conversion.
 */
export type Amount = bigint;

/** Number of decimals of an {@link Amount}. */
export const AMOUNT_DECIMALS = 8;

/** The number 1 as an {@link Amount}. */
export const ONE: Amount = 100_000_000n;

const DECIMAL = /^(\d{1,20})(?:\.(\d{0,20}))?$/;

/** Parses a decimal without exponent. Returns undefined if it is malformed or has more than 8 decimals. */
export function parseAmount(text: string): Amount | undefined {
  return parseShort(text) ?? parseLong(text);
}

/** The longest text, in characters, that `parseShort` reads: a point and 15 digits, which a `number` holds exactly. */
const SHORT = 16;
const POWERS: readonly number[] = Array.from({ length: AMOUNT_DECIMALS + 1 }, (_, exponent) => 10 ** exponent);

/** Parses a short decimal without a regular expression, which is faster. Returns undefined for other texts. */
function parseShort(text: string): Amount | undefined {
  const { length } = text;
  if (length > SHORT) return undefined;
  let digits = 0;
  let dot = -1;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index) - 48;
    if (code >= 0 && code <= 9) digits = digits * 10 + code;
    else if (code === -2 && dot < 0 && index > 0) dot = index;
    else return undefined;
  }
  const decimals = dot < 0 ? 0 : length - 1 - dot;
  if (length === 0 || decimals > AMOUNT_DECIMALS) return undefined;
  const scaled = digits * (POWERS[AMOUNT_DECIMALS - decimals] as number);
  return Number.isSafeInteger(scaled) ? BigInt(scaled) : undefined;
}

function parseLong(text: string): Amount | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (fraction.length > AMOUNT_DECIMALS) return undefined;
  return BigInt(match[1] + fraction.padEnd(AMOUNT_DECIMALS, '0'));
}

/** Parses a decimal from the simulator's own configuration, such as a field of a filter. @throws {RangeError} */
export function amount(text: string): Amount {
  // JavaScript and JSON can pass a number, which need not be exact.
  const value = typeof text === 'string' ? parseAmount(text) : undefined;
  if (value !== undefined) return value;
  const got = typeof text === 'string' ? `'${text}'` : `${String(text)}, which is not a string`;
  throw new RangeError(`amount: expected a decimal with at most ${AMOUNT_DECIMALS} decimals, got ${got}`);
}

/** Formats an amount with a fixed number of decimals. Further decimals are cut off. */
export function formatAmount(value: Amount, decimals: number = AMOUNT_DECIMALS): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(AMOUNT_DECIMALS + 1, '0');
  const whole = digits.slice(0, -AMOUNT_DECIMALS);
  if (decimals === 0) return sign + whole;
  return `${sign}${whole}.${digits.slice(-AMOUNT_DECIMALS).slice(0, decimals).padEnd(decimals, '0')}`;
}

/** `a * b`, rounded down to 8 decimals, such as the cost of a quantity at a price. */
export function times(a: Amount, b: Amount): Amount {
  return (a * b) / ONE;
}

/** `a / b`, rounded down to 8 decimals. */
export function over(a: Amount, b: Amount): Amount {
  return (a * ONE) / b;
}

export function minimum(a: Amount, b: Amount): Amount {
  return a < b ? a : b;
}

export function maximum(a: Amount, b: Amount): Amount {
  return a > b ? a : b;
}
