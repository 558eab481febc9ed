import { BinanceOrderError } from './binance-order-error.js';

/** The order breaks a rule that has no error class of its own. `filter` names the rule. */
export class BinanceOrderFilterError extends BinanceOrderError {
  override readonly name: string = 'BinanceOrderFilterError';

  /**
   * The name of the first rule that the order breaks, such as the filter `MAX_POSITION`, or `PARAMETERS` for a missing
   * or illegal parameter.
   */
  get filter(): string {
    return this.problems[0]?.filter ?? '';
  }
}
