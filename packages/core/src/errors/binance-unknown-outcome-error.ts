import { BinanceError } from './binance-error.js';
import type { ErrorRequest } from './error-request.js';
import type { ResolvedOrder, ResolvedSubject } from './resolved-order.js';

/**
 * Whether the exchange executed an order, a cancel or another request that changes something, as far as queries could
 * find out.
 */
export type ResolvedOutcome =
  | {
      /** What happened to the request. */
      readonly outcome: 'executed';
      /** The order, order list or open orders that the request created, changed or cancelled. */
      readonly order: ResolvedSubject;
      /**
       * Only after a `cancelReplaceOrder` in the mode `ALLOW_FAILURE`: the order that was to be cancelled. It may still be
       * open, because in this mode the exchange places the new order also if the cancel fails. Undefined if it was not
       * found by its client order id, because a cancel has replaced that id.
       */
      readonly replaced?: ResolvedOrder | undefined;
    }
  /**
   * The request was not executed. `order` is the current state of the order that the request would have cancelled,
   * amended or replaced.
   */
  | {
      /** What happened to the request. */
      readonly outcome: 'notExecuted';
      /** The order, order list or open orders that the request would have changed or cancelled. */
      readonly order?: ResolvedSubject | undefined;
    }
  /**
   * The outcome is still unknown: the exchange did not answer in time, the signal was aborted, the client was closed,
   * or the orders of the account do not show whether the request was executed. The orders do not show this if a cancel
   * may have given the order another client order id, or if two orders have the same client order id.
   */
  | {
      /** What happened to the request. */
      readonly outcome: 'unknown';
      /** Always undefined, because the outcome is not known. */
      readonly order?: undefined;
    };

/**
 * It is not known whether the exchange executed an order, a cancel or another request that changes something: no reply
 * arrived in time, the connection was lost, the exchange itself does not know, or a response such as a 429 or 502 has no
 * error code of the exchange, so that it may come from a proxy. If the caller aborted the call, `cause` is the reason of
 * the signal. The client does not send such a request again. Call `resolve()` to find out what happened.
 */
export class BinanceUnknownOutcomeError extends BinanceError {
  override readonly name: string = 'BinanceUnknownOutcomeError';
  /** The call whose outcome is unknown. */
  declare readonly request: ErrorRequest;
  /** HTTP status, if a reply arrived. */
  declare readonly statusCode: number | undefined;
  /** The exchange's error code, if it sent one. */
  declare readonly code: number | undefined;
  /** The client order id of the request: the caller's own, or the one that the client generated before sending. */
  declare readonly newClientOrderId: string | undefined;
  /** The client order id of the order list, if the request created a list, or cancelled one by this id. */
  declare readonly listClientOrderId: string | undefined;
  readonly #resolve: (options?: { readonly signal?: AbortSignal | undefined }) => Promise<ResolvedOutcome>;

  constructor(
    message: string,
    details: {
      readonly request: ErrorRequest;
      readonly statusCode?: number | undefined;
      readonly code?: number | undefined;
      readonly newClientOrderId?: string | undefined;
      readonly listClientOrderId?: string | undefined;
      readonly resolve: (options?: { readonly signal?: AbortSignal | undefined }) => Promise<ResolvedOutcome>;
    },
    options?: ErrorOptions,
  ) {
    super(`${details.request.operation}: ${message}`, options);
    const { resolve, ...fields } = details;
    Object.assign(this, fields);
    this.#resolve = resolve;
  }

  /**
   * Queries the exchange about the order or other request, at growing intervals, until the outcome is certain or can no
   * longer be found out. The client that made the call sends the queries, so call this before you close it.
   *
   * @throws {BinanceApiError} if the exchange refuses the queries, for example because the API key was revoked.
   */
  resolve(options?: { readonly signal?: AbortSignal | undefined }): Promise<ResolvedOutcome> {
    return this.#resolve(options);
  }
}
