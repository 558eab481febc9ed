import { BinanceConfigError } from './binance-config-error.js';

/**
 * Refuses an illegal argument. Callers without types are not held to them, so every public option is checked. The message names
 * the argument, what is legal, and the value, if it is given here: a secret is not.
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

/** A value of any type as text of an error. An object without a prototype has no text of its own. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 60)}'`;
  return Object(value) === value ? Object.prototype.toString.call(value) : String(value);
}
