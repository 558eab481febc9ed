import type { ErrorRequest } from './errors.js';
import { BinanceError } from './root-errors.js';

/** What became of a write whose outcome was unknown. */
export type ResolvedOutcome =
  | { readonly outcome: 'executed'; readonly order: unknown }
  /** `order` is what the write was about, as it stands: the order that a cancel did not cancel, or a replacement was for. */
  | { readonly outcome: 'notExecuted'; readonly order?: unknown }
  /** Nobody answered, or asking was ended: by its signal, or because the client is closed. */
  | { readonly outcome: 'unknown' };

/** A write that may or may not have happened. It is never sent again on a guess; ask with {@link resolve}. */
export class BinanceUnknownOutcomeError extends BinanceError {
  override readonly name: string = 'BinanceUnknownOutcomeError';
  readonly request: ErrorRequest;
  readonly statusCode: number | undefined;
  readonly code: number | undefined;
  /** The id to ask the exchange by: the caller's own, or the one made here before sending. */
  readonly newClientOrderId: string | undefined;
  /** The list's id where the write was an order list. */
  readonly listClientOrderId: string | undefined;
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
    this.request = details.request;
    this.statusCode = details.statusCode;
    this.code = details.code;
    this.newClientOrderId = details.newClientOrderId;
    this.listClientOrderId = details.listClientOrderId;
    this.#resolve = details.resolve;
  }

  /**
   * Asks the exchange by the client order id, on a widening schedule, what became of the write; through the client that
   * made it, so before that is closed.
   */
  resolve(options?: { readonly signal?: AbortSignal | undefined }): Promise<ResolvedOutcome> {
    return this.#resolve(options);
  }
}
