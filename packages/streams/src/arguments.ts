import { assertConfig } from '@pkg/core/internal/platform';

/** @throws {BinanceConfigError} unless the listener is a function. */
export function checkListener(listener: unknown): void {
  assertConfig(typeof listener === 'function', 'listener', 'a function', listener);
}

/**
 * Accepts an `AbortSignal` of any window. `instanceof` would refuse a signal of another window.
 *
 * @throws {BinanceConfigError} unless the signal is missing or is an `AbortSignal`.
 */
export function checkSignal(signal: AbortSignal | null | undefined): void {
  assertConfig(signal == null || signal.throwIfAborted !== undefined, 'signal', 'an AbortSignal', signal);
}

/** @throws {BinanceConfigError} if the value cannot be the name of a stream, or is not safe in a URL. */
export function checkStreamName(name: string): void {
  assertConfig(isName(name), 'stream', "a name like 'bnbbtc@trade'", name);
}

/** @throws {BinanceConfigError} if the value cannot be a symbol, or has characters that no name of a stream has. */
export function checkSymbol(symbol: string): void {
  assertConfig(isName(symbol), 'symbol', "a symbol like 'BNBBTC'", symbol);
}

/** @throws {BinanceConfigError} unless the streams, the limit and the signal of a `for await` loop are legal. */
export function checkLoop(
  topics: string | readonly string[],
  options: { readonly limit?: number | undefined; readonly signal?: AbortSignal | undefined } | null | undefined,
): void {
  const { limit = 1, signal } = options ?? {};
  assertConfig(
    Array.isArray(topics) ? topics.length > 0 : typeof topics === 'string',
    'topics',
    'a stream or a list of streams',
    topics,
  );
  assertConfig(typeof limit === 'number' && limit >= 1, 'limit', 'a number of events of at least 1', limit);
  checkSignal(signal);
}

function isName(value: unknown): boolean {
  // The symbol must be in lowercase. The exchange accepts a stream name with a symbol in capitals, but sends no events
  // on that stream.
  return typeof value === 'string' && /^(?!@|.*\.\.|[^!@]*[A-Z].*@)[^\s/?#&"\\\p{Cc}]{1,200}$/u.test(value);
}
