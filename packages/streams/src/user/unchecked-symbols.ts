import type { AccountQueries } from './account-queries.js';
import type { OrderTracker } from './order-tracker.js';
import { isRefusal, SYMBOL_UNKNOWN } from './user-data-errors.js';

/** The symbols that the user has named and that have not been checked yet. The exchange may not list them. */
export class UncheckedSymbols {
  readonly #orders: OrderTracker;
  readonly #report: (error: unknown) => void;
  /** For each symbol, whether the account fails if the exchange does not list the symbol. */
  readonly #symbols: Map<string, boolean>;
  #isCheckingAdded = false;

  /**
   * @param symbols the symbols with which the account was opened. The account fails if one of them is not listed.
   * @param orders receives each symbol that the exchange lists.
   * @param report receives the error of each added symbol that is not listed.
   */
  constructor(symbols: readonly string[], orders: OrderTracker, report: (error: unknown) => void) {
    this.#symbols = new Map(symbols.map((symbol) => [symbol, true]));
    this.#orders = orders;
    this.#report = report;
  }

  /** Adds symbols. If the exchange does not list an added symbol, the symbol is reported and ignored. */
  add(symbols: readonly string[]): void {
    for (const symbol of symbols) {
      if (!this.#orders.symbols.has(symbol) && !this.#symbols.has(symbol)) this.#symbols.set(symbol, false);
    }
  }

  /** Like {@link check}. Does nothing while an earlier call is in progress, because that call checks all symbols. */
  async checkAdded(queries: AccountQueries, signal: AbortSignal): Promise<void> {
    if (this.#isCheckingAdded) return;
    this.#isCheckingAdded = true;
    try {
      while (this.#symbols.size > 0 && !signal.aborted) await this.check(queries, signal);
    } finally {
      this.#isCheckingAdded = false;
    }
  }

  /**
   * Checks the symbols one after the other.
   *
   * @throws the error of the first check that fails, or the refusal of a symbol with which the account was opened.
   */
  async check(queries: AccountQueries, signal: AbortSignal): Promise<void> {
    for (const [symbol, isRequired] of this.#symbols) {
      if (signal.aborted) return;
      try {
        await queries.checkSymbol(symbol);
        this.#orders.addSymbol(symbol);
      } catch (error) {
        if (isRequired || !isRefusal(error, SYMBOL_UNKNOWN)) throw error;
        // Another call may have checked the symbol at the same time, and reported it.
        if (!signal.aborted && this.#symbols.has(symbol)) this.#report(error);
      }
      this.#symbols.delete(symbol);
    }
  }
}
