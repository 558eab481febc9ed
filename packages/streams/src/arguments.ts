import { BinanceStreamError } from '@pkg/core/internal/platform';

/**
 * Checks an argument before anything is sent or opened.
 *
 * @param name the argument's name, as the caller knows it.
 * @param expected what is legal.
 * @throws {BinanceStreamError} unless `isLegal`.
 */
export function check(isLegal: boolean, name: string, expected: string, value: unknown): void {
  if (isLegal) return;
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  throw new BinanceStreamError(`${name}: expected ${expected}, got ${shown.slice(0, 40)}`);
}

/** @throws {BinanceStreamError} unless the listener is a function. */
export function checkListener(listener: unknown): void {
  check(typeof listener === 'function', 'listener', 'a function', listener);
}

/** @throws {BinanceStreamError} unless the signal is an `AbortSignal`, of any realm, or missing. */
export function checkSignal(signal: AbortSignal | null | undefined): void {
  check(signal == null || signal.throwIfAborted !== undefined, 'signal', 'an AbortSignal', signal);
}

/** @throws {BinanceStreamError} unless a stream could have this name. It becomes part of an address. */
export function checkStreamName(name: string): void {
  check(isName(name), 'stream', NAME, name);
}

/** @throws {BinanceStreamError} unless this could be a symbol. It becomes part of a stream's name. */
export function checkSymbol(symbol: string): void {
  check(isName(symbol), 'symbol', NAME, symbol);
}

const NAME = 'a name of up to 200 characters without spaces and / ? # & " \\';

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^(?!@|.*\.\.)[^\s/?#&"\\\p{Cc}]{1,200}$/u.test(value);
}
