import { BinanceError } from './binance-error.js';
import type { ErrorRequest } from './error-request.js';

/** The data of a {@link BinanceApiError}. */
export type ApiErrorDetails = {
  /** The call that failed. */
  readonly request: ErrorRequest;
  /** HTTP status. Replies of the WebSocket API contain a status with the same meaning. */
  readonly statusCode?: number | undefined;
  /** The exchange's error code, such as -1121. */
  readonly code?: number | undefined;
  /** The name that Binance documents for the code, such as `BAD_SYMBOL`. */
  readonly codeName?: string | undefined;
  /** The error text of the exchange. */
  readonly text: string;
  /** The body of the reply: parsed JSON, or an excerpt of the text if it was not JSON. */
  readonly response?: unknown;
  /** How long to wait before the next request, in ms. */
  readonly retryAfter?: number | undefined;
  /** The data that the refusal has besides code and text. */
  readonly data?: unknown;
};

/**
 * The exchange refused the request. The subclass `BinanceRateLimitError` is also thrown for calls that the client did
 * not send.
 */
export class BinanceApiError extends BinanceError {
  override readonly name: string = 'BinanceApiError';
  /** The call that was refused. */
  declare readonly request: ErrorRequest;
  /**
   * HTTP status. Replies of the WebSocket API contain a status with the same meaning. Undefined if the client did not
   * send the call.
   */
  readonly statusCode: number | undefined;
  /** The exchange's error code, such as -1121; undefined if the reply had none. */
  readonly code: number | undefined;
  /**
   * The name that Binance documents for the code, such as `BAD_SYMBOL`. Undefined if Binance does not document the code
   * for REST and the WebSocket API, or if the list of names could not be loaded before the deadline of the call.
   */
  declare readonly codeName: string | undefined;
  /**
   * The body of the reply: parsed JSON, or an excerpt of the text if it was not JSON. Undefined if the code that
   * removes secrets from it could not be loaded before the deadline of the call.
   */
  declare readonly response: unknown;
  /**
   * How long to wait before the next request, in ms. Defined if the exchange sent `Retry-After`, and for a call that was
   * not sent because of a rate limit.
   */
  declare readonly retryAfter: number | undefined;
  /**
   * Further data in the refusal, besides its code and text. For `cancelReplaceOrder`: the results of the cancellation
   * and of the new order.
   */
  declare readonly data: unknown;

  constructor(details: ApiErrorDetails, options?: ErrorOptions) {
    const { text, ...fields } = details;
    const { request, statusCode, code, codeName } = fields;
    const status = [statusCode, code, codeName].filter((each) => each !== undefined).join(' ');
    super([request.operation, status, text].filter((each) => each !== '').join(': '), options);
    Object.assign(this, fields);
  }
}
