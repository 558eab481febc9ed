import { BinanceError } from './binance-error.js';
import type { ErrorRequest } from './error-request.js';
import type { ResolvedSubject } from './resolved-order.js';

/** The outcome of a write, as found by queries. */
export type ResolvedOutcome =
  | {
      /** What happened to the write. */
      readonly outcome: 'executed';
      /** The order, the list or the open orders that the write was about. */
      readonly order: ResolvedSubject;
    }
  /**
   * The write was not executed. `order` is the current state of the order that the write would have cancelled, amended
   * or replaced.
   */
  | {
      /** What happened to the write. */
      readonly outcome: 'notExecuted';
      /** The order, the list or the open orders that the write was about. */
      readonly order?: ResolvedSubject | undefined;
    }
  /**
   * The outcome is still unknown: the exchange did not answer in time, the signal was aborted, the client was closed,
   * or the orders of the account do not show the outcome. The last happens if a cancel may have given the order another
   * client order id, or if two orders have the same one.
   */
  | {
      /** What happened to the write. */
      readonly outcome: 'unknown';
      /** Always undefined, because the outcome is not known. */
      readonly order?: undefined;
    };

/**
 * A write may or may not have been executed: no reply arrived in time, the connection was lost, or the exchange itself
 * does not know. If the caller aborted the call, `cause` is the reason of the signal. The client does not retry such a
 * write. Call {@link BinanceUnknownOutcomeError.resolve} to find out what happened.
 */
export class BinanceUnknownOutcomeError extends BinanceError {
  override readonly name: string = 'BinanceUnknownOutcomeError';
  /** The write whose outcome is unknown. */
  declare readonly request: ErrorRequest;
  /** HTTP status, if a reply arrived. */
  declare readonly statusCode: number | undefined;
  /** The exchange's error code, if it sent one. */
  declare readonly code: number | undefined;
  /** The client order id of the write: the caller's own, or the one that the client generated before sending. */
  declare readonly newClientOrderId: string | undefined;
  /** The client id of the order list, if the write created a list, or cancelled one by this id. */
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
   * Queries the exchange about the write, at growing intervals, until the outcome is certain. The queries are sent by
   * the client that made the write, so call this before that client is closed.
   */
  resolve(options?: { readonly signal?: AbortSignal | undefined }): Promise<ResolvedOutcome> {
    return this.#resolve(options);
  }
}
