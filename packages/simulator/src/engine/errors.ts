/** The exchange said no: what the protocol renders as `{ code, msg }`, with `data` for cancel-replace. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  readonly code: number;
  /** HTTP status of the answer. */
  readonly status: number;
  /** The two halves of a cancel-replace that did not go through as a whole. */
  readonly data: unknown;

  constructor(code: number, message: string, options: { status?: number; data?: unknown } = {}) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.data = options.data;
  }
}
