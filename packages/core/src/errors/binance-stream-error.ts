import { BinanceError } from './binance-error.js';

/** A stream could not be opened, or a limit on streams was reached. */
export class BinanceStreamError extends BinanceError {
  override readonly name: string = 'BinanceStreamError';
  /** The exchange's error code, if the exchange refused the stream. */
  declare readonly code: number | undefined;

  constructor(message: string, code?: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
