import { assertConfig } from '@pkg/core/internal/platform';

/**
 * Returns a symbol in capitals, as the exchange writes it.
 *
 * @throws {BinanceConfigError} unless the value could be a symbol.
 */
export function symbolOf(value: unknown, what: string): string {
  const isSymbol = typeof value === 'string' && /^[^\s/?#&"\\@!\p{Cc}]{1,200}$/u.test(value);
  assertConfig(isSymbol, what, "a symbol like 'BNBBTC'", value);
  return (value as string).toUpperCase();
}
