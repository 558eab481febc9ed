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

/** A parameter that may not be so large is. */
export function aboveMaximum(name: string, maximum: number): ExchangeError {
  return new ExchangeError(-1102, `'${name}' contains unexpected value. Cannot be greater than ${maximum}.`);
}

export function invalidOrderType(): ExchangeError {
  return new ExchangeError(-1116, 'Invalid orderType.');
}

export function badCombination(detail?: string): ExchangeError {
  return new ExchangeError(-1128, `Combination of optional parameters invalid.${detail ? ` ${detail}` : ''}`);
}

export function invalidData(name: string): ExchangeError {
  return new ExchangeError(-1130, `Data sent for parameter '${name}' is not valid.`);
}

export function notForOco(): ExchangeError {
  return new ExchangeError(-1158, 'Order type not supported in OCO.');
}

export function insufficientBalance(): ExchangeError {
  return new ExchangeError(-2010, 'Account has insufficient balance for requested action.');
}
