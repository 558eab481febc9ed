import { BinanceError } from './root-errors.js';

export * from './late-errors.js';
export * from './root-errors.js';

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
  declare readonly request: ErrorRequest;
  /** HTTP status, also over the WebSocket API. */
  declare readonly statusCode: number;
  /** The exchange's error code, such as -1121; undefined where the answer had none. */
  declare readonly code: number | undefined;
  /** The documented name of the code, such as `BAD_SYMBOL`; undefined for codes the documents do not list. */
  declare readonly codeName: string | undefined;
  declare readonly response: unknown;
  /** How long to wait, in ms, when the exchange said so. */
  declare readonly retryAfter: number | undefined;
  /** What the exchange sent besides code and text: both halves of a cancelReplace. */
  declare readonly data: unknown;

  constructor({ text, ...details }: ApiErrorDetails, options?: ErrorOptions) {
    const said = [details.statusCode, details.code, details.codeName].filter((each) => each !== undefined);
    super(`${details.request.operation}: ${said.join(' ')}: ${text}`, options);
    Object.assign(this, details);
  }
}

/** Too many requests or orders: 429, 418, -1003, -1015. */
export class BinanceRateLimitError extends BinanceApiError {
  override readonly name: string = 'BinanceRateLimitError';
  /** When calls may be made again, ms since the epoch. */
  declare readonly until: number;
  /** The address is banned (418), not merely slowed. */
  declare readonly banned: boolean;

  constructor(details: ApiErrorDetails & { readonly until: number; readonly banned: boolean }, options?: ErrorOptions) {
    super(details, options);
  }
}

/** Nothing usable came back, and it is certain that nothing was executed: never sent, or only a read. */
export class BinanceTransportError extends BinanceError {
  override readonly name: string = 'BinanceTransportError';
  declare readonly request: ErrorRequest;
  /** Whether the request may have reached the exchange; a write in this class was never sent. */
  declare readonly sent: boolean;
  /** HTTP status, where an answer came that could not be used. */
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
