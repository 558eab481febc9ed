import { type ApiErrorDetails, BinanceApiError } from './binance-api-error.js';

/** A rate limit was exceeded: HTTP status 429 or 418, or code -1003 or -1015. */
export class BinanceRateLimitError extends BinanceApiError {
  override readonly name: string = 'BinanceRateLimitError';
  /** When requests may be sent again, in ms since the epoch. */
  readonly until: number;
  /** True if the exchange banned this IP address (418), false if it only asked for a pause. */
  readonly banned: boolean;

  constructor(details: ApiErrorDetails & { readonly until: number; readonly banned: boolean }, options?: ErrorOptions) {
    super(details, options);
    this.until = details.until;
    this.banned = details.banned;
  }
}
