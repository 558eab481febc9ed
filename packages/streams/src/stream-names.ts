import { assertConfig } from '@pkg/core/internal/platform';

/** @throws {BinanceConfigError} if the value cannot be the name of a stream, or is not safe in a URL. */
export function checkStreamName(name: string): void {
  assertConfig(isName(name), 'stream', "a name like 'bnbbtc@trade'", name);
}

/** @throws {BinanceConfigError} if the value cannot be a symbol, or has characters that no name of a stream has. */
export function checkSymbol(symbol: string): void {
  assertConfig(isName(symbol), 'symbol', "a symbol like 'BNBBTC'", symbol);
}

function isName(value: unknown): boolean {
  // The symbol must be in lowercase. The exchange accepts a stream name with a symbol in capitals, but sends no events
  // on that stream.
  return typeof value === 'string' && /^(?!@|.*\.\.|[^!@]*[A-Z].*@)[^\s/?#&"\\\p{Cc}]{1,200}$/u.test(value);
}
