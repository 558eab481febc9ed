// The classes of refused orders; what each says stands at its public name, in late-errors.ts.
import type { ErrorRequest } from './errors.js';
import type { OrderProblem } from './filters/problem.js';
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
