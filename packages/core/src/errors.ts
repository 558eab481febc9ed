import type { OrderProblem } from './filters/problem.js';
import { BinanceError } from './root-errors.js';

export { BinanceConfigError, BinanceError, BinanceStreamError } from './root-errors.js';

/** Which call an error is about. Never holds a query string, a header or a body. */
export type ErrorRequest = {
  /** The client method: `createOrder`. */
  readonly operation: string;
  /** `GET`, `POST`, … or `WS`. */
  readonly method: string;
  /** REST path or WebSocket API method. */
  readonly path: string;
};

/** What a {@link BinanceApiError} is made of. */
export type ApiErrorDetails = {
  readonly request: ErrorRequest;
  readonly statusCode: number;
  readonly code?: number | undefined;
  readonly codeName?: string | undefined;
  /** The exchange's own text. */
  readonly text: string;
  /** The answer's body: parsed JSON, or an excerpt of what came instead. */
  readonly response?: unknown;
  readonly retryAfter?: number | undefined;
  readonly data?: unknown;
};

/** The exchange said no. */
export class BinanceApiError extends BinanceError {
  override readonly name: string = 'BinanceApiError';
  readonly request: ErrorRequest;
  /** HTTP status, also over the WebSocket API. */
  readonly statusCode: number;
  /** The exchange's error code, such as -1121; undefined where the answer had none. */
  readonly code: number | undefined;
  /** The documented name of the code, such as `BAD_SYMBOL`; undefined for codes the documents do not list. */
  readonly codeName: string | undefined;
  readonly response: unknown;
  /** How long to wait, in ms, when the exchange said so. */
  readonly retryAfter: number | undefined;
  /** What the exchange sent besides code and text: both halves of a cancelReplace. */
  readonly data: unknown;

  constructor(details: ApiErrorDetails, options?: ErrorOptions) {
    const said = [details.statusCode, details.code, details.codeName].filter((each) => each !== undefined);
    super(`${details.request.operation}: ${said.join(' ')}: ${details.text}`, options);
    this.request = details.request;
    this.statusCode = details.statusCode;
    this.code = details.code;
    this.codeName = details.codeName;
    this.response = details.response;
    this.retryAfter = details.retryAfter;
    this.data = details.data;
  }
}

/** Too many requests or orders: 429, 418, -1003, -1015. */
export class BinanceRateLimitError extends BinanceApiError {
  override readonly name: string = 'BinanceRateLimitError';
  /** When calls may be made again, ms since the epoch. */
  readonly until: number;
  /** The address is banned (418), not merely slowed. */
  readonly banned: boolean;

  constructor(details: ApiErrorDetails & { readonly until: number; readonly banned: boolean }, options?: ErrorOptions) {
    super(details, options);
    this.until = details.until;
    this.banned = details.banned;
  }
}

/** Nothing usable came back, and it is certain that nothing was executed: never sent, or only a read. */
export class BinanceTransportError extends BinanceError {
  override readonly name: string = 'BinanceTransportError';
  readonly request: ErrorRequest;
  /** Whether the request may have reached the exchange; a write in this class was never sent. */
  readonly sent: boolean;
  /** HTTP status, where an answer came that could not be used. */
  readonly statusCode: number | undefined;

  constructor(
    message: string,
    details: { readonly request: ErrorRequest; readonly sent: boolean; readonly statusCode?: number | undefined },
    options?: ErrorOptions,
  ) {
    super(`${details.request.operation}: ${message}`, options);
    this.request = details.request;
    this.sent = details.sent;
    this.statusCode = details.statusCode;
  }
}

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

/** Refused here against the trading rules; nothing was sent. */
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

/** A quantity rule is broken: LOT_SIZE, MARKET_LOT_SIZE. */
export class BinanceOrderMinAmountError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderMinAmountError';
}

/** A price rule is broken: PRICE_FILTER. */
export class BinanceOrderMinPriceError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderMinPriceError';
}

/** A rule on the total is broken: MIN_NOTIONAL, NOTIONAL. */
export class BinanceOrderTotalPriceError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderTotalPriceError';
}

/** The exchange does not list the symbol. */
export class BinanceOrderUnknownSymbolError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderUnknownSymbolError';
}

/** The symbol is listed and does not trade now. */
export class BinanceOrderInactiveSymbolError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderInactiveSymbolError';
}

/** Any other rule is broken; {@link filter} names the first. */
export class BinanceOrderFilterError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderFilterError';

  get filter(): string {
    return this.problems[0]?.filter ?? '';
  }
}
