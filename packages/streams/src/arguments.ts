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
