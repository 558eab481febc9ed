import { BinanceConfigError } from './binance-config-error.js';

/**
 * Throws if an argument is illegal. Every public option is checked, because callers without TypeScript may pass any
 * value. The message names the argument, the legal values, and `value` if it is passed. Do not pass a secret as
 * `value`.
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
 * Formats a value of any type for the text of an error. `String` alone would throw for an object without a prototype.
 */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 60)}'`;
  return Object(value) === value ? Object.prototype.toString.call(value) : String(value);
}
