import { BinanceConfigError } from '@pkg/core/internal/platform';

/**
 * Returns a symbol in capitals, as the exchange writes it.
 *
 * @throws {BinanceConfigError} unless this could be a symbol.
 */
export function symbolOf(value: unknown, what: string): string {
  if (typeof value === 'string' && /^[^\s/?#&"\\@!\p{Cc}]{1,200}$/u.test(value)) return value.toUpperCase();
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value);
  throw new BinanceConfigError(`${what}: expected a symbol without spaces and / ? # & @ ! " \\, got ${shown}`);
}
