import { BinanceConfigError } from './binance-config-error.js';

/** Throws unless an option is legal. Callers without TypeScript can pass anything. */
export function demand(holds: unknown, what: string): asserts holds {
  if (!holds) throw new BinanceConfigError(what);
}
