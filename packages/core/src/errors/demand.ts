import { BinanceConfigError } from './root-errors.js';

/** Refuses options that do not fit together; types do not hold callers who have none. */
export function demand(holds: unknown, what: string): asserts holds {
  if (!holds) throw new BinanceConfigError(what);
}
