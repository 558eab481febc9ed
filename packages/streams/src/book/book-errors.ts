import { BinanceConfigError, BinanceStreamError } from '@pkg/core/errors';

/** Returns the error for an illegal argument, such as `sweep: quantity: expected a decimal above 0, got '0'`. */
export function badArgument(name: string, expected: string, got: unknown): BinanceConfigError {
  return new BinanceConfigError(`${name}: expected ${expected}, got ${shown(got)}`);
}

/** Returns the error for a message that is not a complete depth event or snapshot of the symbol. */
export function badMessage(symbol: string, field: string, value: unknown): BinanceStreamError {
  return new BinanceStreamError(`OrderBook ${symbol}: cannot use ${field} ${shown(value)}`);
}

/** Returns the error for a message that is not JSON. */
export function notJson(symbol: string, text: string, cause: unknown): BinanceStreamError {
  return new BinanceStreamError(`OrderBook ${symbol}: not JSON: ${shown(text)}`, undefined, { cause });
}

const MAX_LENGTH = 80;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : printed(value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

function printed(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // `JSON.stringify` throws for a bigint, and for an object that contains itself.
    return String(value);
  }
}
