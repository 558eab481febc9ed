import { BinanceConfigError } from './binance-config-error.js';

/**
 * Throws if an argument is illegal. Callers without TypeScript may pass any value, so every public option is checked.
 * The message names the argument, the legal values, and the value if one is passed. Do not pass a secret as the value.
 */
export function assertConfig(
  isLegal: unknown,
  argument: string,
  expected: string,
  ...value: readonly unknown[]
): asserts isLegal {
  if (!isLegal) {
    throw new BinanceConfigError(`${argument}: expected ${expected}${value.map((each) => `, got ${shown(each)}`)}`);
  }
}

/**
 * Formats a value of any type for the text of an error. An object without a prototype cannot be converted by `String`.
 */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 60)}'`;
  return Object(value) === value ? Object.prototype.toString.call(value) : String(value);
}
