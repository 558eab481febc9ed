import { assertConfig } from '@pkg/core/internal/platform';

/** @throws {BinanceConfigError} unless the listener is a function. */
export function checkListener(listener: unknown): void {
  assertConfig(typeof listener === 'function', 'listener', 'a function', listener);
}

/** @throws {BinanceConfigError} unless the signal is an `AbortSignal`, of any realm, or missing. */
export function checkSignal(signal: AbortSignal | null | undefined): void {
  assertConfig(signal == null || signal.throwIfAborted !== undefined, 'signal', 'an AbortSignal', signal);
}

/** @throws {BinanceConfigError} unless a stream could have this name. It becomes part of an address. */
export function checkStreamName(name: string): void {
  assertConfig(isName(name), 'stream', NAME, name);
}

/** @throws {BinanceConfigError} unless this could be a symbol. It becomes part of a stream's name. */
export function checkSymbol(symbol: string): void {
  assertConfig(isName(symbol), 'symbol', NAME, symbol);
}

const NAME = 'a name of up to 200 characters without spaces and / ? # & " \\';

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^(?!@|.*\.\.)[^\s/?#&"\\\p{Cc}]{1,200}$/u.test(value);
}
