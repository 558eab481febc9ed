// The classes of what only orders and writes end with; what each says stands at its public name, in late-errors.ts.

import type { OrderProblem } from '../rules/problem.js';
import type { ErrorRequest } from './index.js';
import { BinanceError } from './root-errors.js';

export class BinanceOrderError extends BinanceError {
  override readonly name: string = 'BinanceOrderError';
  /** -1013, as the exchange would answer. */
  readonly code: number = -1013;
  readonly request: ErrorRequest | undefined;
  /** Everything that is wrong with the order, at once. */
  readonly problems: readonly OrderProblem[];

  constructor(problems: readonly OrderProblem[], request?: ErrorRequest, options?: ErrorOptions) {
    super(
      `${request ? `${request.operation}: ` : ''}${problems.map((problem) => problem.message).join('; ')}`,
      options,
    );
    this.problems = problems;
    this.request = request;
  }
}

export class BinanceOrderMinAmountError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderMinAmountError';
}

export class BinanceOrderMinPriceError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderMinPriceError';
}

export class BinanceOrderTotalPriceError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderTotalPriceError';
}

export class BinanceOrderUnknownSymbolError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderUnknownSymbolError';
}

export class BinanceOrderInactiveSymbolError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderInactiveSymbolError';
}

export class BinanceOrderFilterError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderFilterError';

  get filter(): string {
    return this.problems[0]?.filter ?? '';
  }
}

/** What became of a write whose outcome was unknown. */
export type ResolvedOutcome =
  | { readonly outcome: 'executed'; readonly order: unknown }
  /** `order` is what the write was about, as it stands: the order that a cancel did not cancel, or a replacement was for. */
  | { readonly outcome: 'notExecuted'; readonly order?: unknown }
  /** Nobody answered, or asking was ended: by its signal, or because the client is closed. */
  | { readonly outcome: 'unknown' };

export class BinanceUnknownOutcomeError extends BinanceError {
  override readonly name: string = 'BinanceUnknownOutcomeError';
  readonly request: ErrorRequest;
  readonly statusCode: number | undefined;
  readonly code: number | undefined;
  /** The id to ask the exchange by: the caller's own, or the one made here before sending. */
  readonly newClientOrderId: string | undefined;
  /** The list's id where the write made or cancelled an order list, by it. */
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
