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

export function unknownSymbol(): ExchangeError {
  return new ExchangeError(-1121, 'Invalid symbol.');
}

export function noSuchOrder(): ExchangeError {
  return new ExchangeError(-2013, 'Order does not exist.');
}

/** A parameter that has to be there is not. */
export function missing(name: string): ExchangeError {
  return new ExchangeError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}

/** One of two parameters has to be there, and neither is. */
export function missingBoth(one: string, other: string): ExchangeError {
  return new ExchangeError(-1102, `Param '${one}' or '${other}' must be sent, but both were empty/null!`);
}

export function insufficientBalance(): ExchangeError {
  return new ExchangeError(-2010, 'Account has insufficient balance for requested action.');
}
