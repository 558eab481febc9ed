import { BinanceError } from './binance-error.js';
import type { ErrorRequest } from './error-request.js';

/**
 * No usable reply arrived, and the call changed nothing at the exchange, because it was a read or a test order, or
 * because its request was never sent. If the caller aborted the call, `cause` is the reason of the signal.
 */
export class BinanceTransportError extends BinanceError {
  override readonly name: string = 'BinanceTransportError';
  /** The call that failed. */
  declare readonly request: ErrorRequest;
  /**
   * Whether the request may have reached the exchange. Always false for orders and other requests that change
   * something: if such a request may have reached the exchange, the call fails with a `BinanceUnknownOutcomeError`
   * instead.
   */
  declare readonly sent: boolean;
  /** HTTP status, if a reply arrived that could not be used. */
  declare readonly statusCode: number | undefined;

  constructor(
    message: string,
    details: { readonly request: ErrorRequest; readonly sent: boolean; readonly statusCode?: number | undefined },
    options?: ErrorOptions,
  ) {
    super(`${details.request.operation}: ${message}`, options);
    Object.assign(this, details);
  }
}
