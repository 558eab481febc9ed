import { BinanceError } from './binance-error.js';
import type { ErrorRequest } from './error-request.js';
import type { OrderProblem } from './order-problem.js';

/** The order breaks a trading rule. The client refused it, and nothing was sent. */
export class BinanceOrderError extends BinanceError {
  override readonly name: string = 'BinanceOrderError';
  /** The code with which the exchange would refuse the order. */
  readonly code: number = -1013;
  /** The call that was refused; undefined if an order was checked outside a call. */
  declare readonly request: ErrorRequest | undefined;
  /** All rules that the order breaks, at least one. */
  declare readonly problems: readonly OrderProblem[];

  constructor(problems: readonly OrderProblem[], request?: ErrorRequest, options?: ErrorOptions) {
    const messages = problems.map(({ message }) => message).join('; ');
    super(request ? `${request.operation}: ${messages}` : messages, options);
    this.problems = problems;
    this.request = request;
  }
}
