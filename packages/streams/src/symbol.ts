// Apart from market/stream-name.ts, which a page loads at first: what comes late shares nothing with it.
import { BinanceConfigError } from '@pkg/core/errors';

/**
 * A symbol as the exchange writes it, in capitals.
 *
 * @throws {BinanceConfigError} where it could be none.
 */
export function symbolOf(value: unknown, what: string): string {
  if (typeof value === 'string' && /^[^\s/?#&"\\@!\p{Cc}]{1,200}$/u.test(value)) return value.toUpperCase();
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value);
  throw new BinanceConfigError(`${what}: ${shown} is not a symbol: no space and none of / ? # & @ ! " \\`);
}
