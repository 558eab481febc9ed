import { BinanceStreamError } from '@pkg/core/internal/platform';

/** The exchange refused to subscribe user data. */
export function userDataRefused(message: string, code?: number, cause?: unknown): BinanceStreamError {
  return new BinanceStreamError(`user data: ${message}`, code, { cause });
}

/** The user data of an account was closed by the program. */
export function userDataClosed(): BinanceStreamError {
  return new BinanceStreamError('the user data stream was closed');
}

/** An event or an answer about an account does not have its documented form. */
export function userDataUnreadable(what: string): BinanceStreamError {
  return new BinanceStreamError(`user data: cannot be read: ${what}`);
}
