import { BinanceStreamError } from '@pkg/core/internal/platform';

/**
 * Refuses an argument that is not what it has to be, before anything is sent or opened.
 *
 * @throws {BinanceStreamError}
 */
export function check(isRight: boolean, value: unknown, rule: string): void {
  if (isRight) return;
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  throw new BinanceStreamError(`${shown.slice(0, 40)} is not ${rule}`);
}

/** As {@link check}, {@link checkFunction} and {@link checkSignal}: given to what is loaded late, which so shares nothing. */
export type Checks = {
  readonly check: typeof check;
  readonly checkFunction: typeof checkFunction;
  readonly checkSignal: typeof checkSignal;
};

/** Refuses what cannot be called. */
export function checkFunction(value: unknown): void {
  check(typeof value === 'function', value, 'a function');
}

/** Refuses what is not an `AbortSignal`, of whatever realm. */
export function checkSignal(signal: AbortSignal | undefined): void {
  check(signal == null || signal.throwIfAborted !== undefined, signal, 'an AbortSignal');
}
