import { assertConfig } from '@pkg/core/internal/platform';

/** @throws {BinanceConfigError} unless the listener is a function. */
export function checkListener(listener: unknown): void {
  assertConfig(typeof listener === 'function', 'listener', 'a function', listener);
}

/** @throws {BinanceConfigError} unless the signal is missing, or an `AbortSignal`, which may be another window's. */
export function checkSignal(signal: AbortSignal | null | undefined): void {
  assertConfig(signal == null || signal.throwIfAborted !== undefined, 'signal', 'an AbortSignal', signal);
}

/** @throws {BinanceConfigError} unless a stream could have this name, which is sent in a URL. */
export function checkStreamName(name: string): void {
  assertConfig(isName(name), 'stream', NAME, name);
}

/** @throws {BinanceConfigError} unless this could be a symbol, which is sent in a stream's name. */
export function checkSymbol(symbol: string): void {
  assertConfig(isName(symbol), 'symbol', NAME, symbol);
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

const NAME = 'a name of up to 200 characters without spaces and / ? # & " \\';

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^(?!@|.*\.\.)[^\s/?#&"\\\p{Cc}]{1,200}$/u.test(value);
}
