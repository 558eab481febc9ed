import { BinanceConfigError } from './binance-config-error.js';

/** Refuses an illegal argument. Callers without types are not held to them, so every public option is checked. */
export function assertConfig(isLegal: unknown, message: string): asserts isLegal {
  if (!isLegal) throw new BinanceConfigError(message);
}
