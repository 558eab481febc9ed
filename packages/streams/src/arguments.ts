import { BinanceConfigError } from '@pkg/core/internal/platform';

/**
 * Checks an argument before anything is sent or opened.
 *
 * @param name the argument's name, as the caller knows it.
 * @param expected what is legal.
 * @throws {BinanceConfigError} unless `isLegal`.
 */
export function check(isLegal: boolean, name: string, expected: string, value: unknown): void {
  if (!isLegal) throw new BinanceConfigError(`${name}: expected ${expected}, got ${shown(value).slice(0, 40)}`);
}

/** A value of any type as text of an error. An object without a prototype has no text of its own. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return Object(value) === value ? Object.prototype.toString.call(value) : String(value);
}

/** @throws {BinanceConfigError} unless the listener is a function. */
export function checkListener(listener: unknown): void {
  check(typeof listener === 'function', 'listener', 'a function', listener);
}

/** @throws {BinanceConfigError} unless the signal is an `AbortSignal`, of any realm, or missing. */
export function checkSignal(signal: AbortSignal | null | undefined): void {
  check(signal == null || signal.throwIfAborted !== undefined, 'signal', 'an AbortSignal', signal);
}

/** @throws {BinanceConfigError} unless a stream could have this name. It becomes part of an address. */
export function checkStreamName(name: string): void {
  check(isName(name), 'stream', NAME, name);
}

/** @throws {BinanceConfigError} unless this could be a symbol. It becomes part of a stream's name. */
export function checkSymbol(symbol: string): void {
  check(isName(symbol), 'symbol', NAME, symbol);
}

const NAME = 'a name of up to 200 characters without spaces and / ? # & " \\';

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^(?!@|.*\.\.)[^\s/?#&"\\\p{Cc}]{1,200}$/u.test(value);
}
