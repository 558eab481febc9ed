import { BinanceStreamError } from '@pkg/core/internal/platform';

// The functions of this file create the errors that several modules of the streams need.

/** Returns the error for a frame in a form that the exchange does not send. */
export function unexpectedFrame(what: string): BinanceStreamError {
  return new BinanceStreamError(`unexpected frame: ${what}`);
}

/** Returns the error for a call that `manager.close()` ended. */
export function managerClosed(): BinanceStreamError {
  return new BinanceStreamError('the manager was closed');
}
