import type { KlineInterval } from '@pkg/core';
import { assertConfig } from '@pkg/core/internal/platform';

/** @throws {BinanceConfigError} if the value cannot be the name of a stream, or is not safe in a URL. */
export function checkStreamName(name: string): void {
  assertConfig(isName(name), 'stream', "a name like 'bnbbtc@trade'", name);
}

/** @throws {BinanceConfigError} if the value cannot be a symbol, or has characters that no name of a stream has. */
export function checkSymbol(symbol: string): void {
  assertConfig(isName(symbol), 'symbol', "a symbol like 'BNBBTC'", symbol);
}

/**
 * Returns a symbol as it is written in the names of streams.
 *
 * @throws {BinanceConfigError} if the value cannot be a symbol.
 */
export function lower(symbol: string): string {
  checkSymbol(symbol);
  return symbol.toLowerCase();
}

// The manager uses the two functions below instead of those in `topics.ts`, which also check their options. So a page
// that uses the manager does not load these checks.

/** Returns the name of the stream of a symbol's depth events, at their default speed. */
export function depthStream(symbol: string): string {
  return `${lower(symbol)}@depth`;
}

/**
 * Returns the name of the stream of a symbol's candles, which open and close by UTC.
 *
 * @throws {BinanceConfigError} if the interval is illegal.
 */
export function klineStream(symbol: string, interval: KlineInterval): string {
  assertConfig(
    typeof interval === 'string' && INTERVAL.test(interval),
    'interval',
    "a KlineInterval from '1s' to '1M'",
    interval,
  );
  return `${lower(symbol)}@kline_${interval}`;
}

/**
 * Matches each value of `KlineInterval`; a test checks this. A pattern takes less space in a bundle than a list of the
 * values.
 */
const INTERVAL = /^(1s|(1|3|5|15|30)m|(1|2|4|6|8|12)h|[13]d|1[wM])$/;

function isName(value: unknown): boolean {
  // The symbol must be in lowercase. The exchange accepts a stream name with a symbol in capitals, but sends no events
  // on that stream.
  return typeof value === 'string' && /^(?!@|.*\.\.|[^!@]*[A-Z].*@)[^\s/?#&"\\\p{Cc}]{1,200}$/u.test(value);
}
