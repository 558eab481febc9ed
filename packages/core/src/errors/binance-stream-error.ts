import { BinanceError } from './binance-error.js';

/**
 * A stream could not be opened or was ended, frames were lost or unreadable, or a limit on streams was reached. An
 * order book also throws this error for a message that it cannot use. For an illegal argument, `BinanceConfigError` is
 * thrown instead.
 */
export class BinanceStreamError extends BinanceError {
  override readonly name: string = 'BinanceStreamError';
  /** The exchange's error code, if the exchange refused the stream. */
  declare readonly code: number | undefined;

  constructor(message: string, code?: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
