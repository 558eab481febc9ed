import { type ApiErrorDetails, BinanceApiError } from './binance-api-error.js';

/**
 * A rate limit was exceeded. If `sent` is true, the exchange refused the call with code -1003 or -1015, or with HTTP
 * status 429 or 418. An order, cancel or other write fails with a {@link BinanceUnknownOutcomeError} instead if the
 * reply with status 429 or 418 has no error code. If `sent` is false, the client did not send the call, and
 * `statusCode` and `code` are undefined.
 */
export class BinanceRateLimitError extends BinanceApiError {
  override readonly name: string = 'BinanceRateLimitError';
  /**
   * Whether the call was sent. If false, the client held it back, because of a limit or because the exchange had
   * refused an earlier call.
   */
  declare readonly sent: boolean;
  /** When requests may be sent again, in ms since the epoch by the exchange's clock, as far as the client knows it. */
  declare readonly until: number;
  /** Whether the exchange banned this IP address (418). False if the exchange only asked the client to wait. */
  declare readonly banned: boolean;

  constructor(
    details: ApiErrorDetails & { readonly until: number; readonly banned: boolean; readonly sent?: boolean },
    options?: ErrorOptions,
  ) {
    super(details, options);
    this.sent ??= true;
  }
}
