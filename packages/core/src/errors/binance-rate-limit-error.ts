import { type ApiErrorDetails, BinanceApiError } from './binance-api-error.js';

/**
 * A rate limit was exceeded. Either the exchange refused the call (`sent` is true): HTTP status 429 or 418, or code -1003
 * or -1015. Or the client did not send it (`sent` is false), and there is neither `statusCode` nor `code`.
 */
export class BinanceRateLimitError extends BinanceApiError {
  override readonly name: string = 'BinanceRateLimitError';
  /** False if the client held the call back, because of a limit or an earlier refusal. Nothing was sent then. */
  declare readonly sent: boolean;
  /** When requests may be sent again, in ms since the epoch. */
  declare readonly until: number;
  /** True if the exchange banned this IP address (418), false if it only asked for a pause. */
  declare readonly banned: boolean;

  constructor(
    details: ApiErrorDetails & { readonly until: number; readonly banned: boolean; readonly sent?: boolean },
    options?: ErrorOptions,
  ) {
    super(details, options);
    this.sent ??= true;
  }
}
