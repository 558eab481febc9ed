import { BinanceApiError } from '@pkg/core/errors';
import { BinanceStreamError } from '@pkg/core/internal/platform';

/** The code with which the exchange refuses a symbol that it does not list. */
export const SYMBOL_UNKNOWN = -1121;
/** The codes with which the exchange refuses a symbol: it does not list it, or the symbol has illegal characters. */
export const SYMBOL_REFUSED: readonly number[] = [SYMBOL_UNKNOWN, -1100];

/** Whether the exchange refused a call with one of these codes. */
export function isRefusal(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof BinanceApiError && codes.includes(error.code ?? 0);
}

/** Returns the error for a subscription of user data that the exchange refused. */
export function userDataRefused(message: string, code?: number, cause?: unknown): BinanceStreamError {
  return new BinanceStreamError(`user data: ${message}`, code, { cause });
}

/** Returns the error for user data that was closed by the program. */
export function userDataClosed(): BinanceStreamError {
  return new BinanceStreamError('the user data stream was closed');
}

/**
 * Returns the error for account data that cannot be used: an event or an answer lacks a documented field, or answers of
 * the exchange do not agree.
 */
export function userDataUnreadable(what: string): BinanceStreamError {
  return new BinanceStreamError(`user data: cannot be read: ${what}`);
}
