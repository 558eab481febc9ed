import type { AccountQueries } from './account-queries.js';
import type { OrderTracker } from './order-tracker.js';
import { isRefusal, SYMBOL_REFUSED } from './user-data-errors.js';

/** The symbols that the user has named and that have not been checked yet. The exchange may not list them. */
export class UncheckedSymbols {
  readonly #orders: OrderTracker;
  readonly #report: (error: unknown) => void;
  /** For each symbol, whether the account fails if the exchange does not list the symbol. */
  readonly #symbols: Map<string, boolean>;

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

  /**
   * Adds symbols. If the exchange does not list an added symbol, the symbol is reported and ignored. Returns those of
   * the symbols that have not been checked.
   */
  add(symbols: readonly string[]): string[] {
    const added = symbols.filter((symbol) => !this.#orders.symbols.has(symbol));
    for (const symbol of added) this.#symbols.set(symbol, this.#symbols.get(symbol) ?? false);
    return added;
  }

  /**
   * Checks symbols one after the other: all that have not been checked, or those of `symbols`.
   *
   * @throws the error of the first check that fails, or the refusal of a symbol with which the account was opened.
   */
  async check(
    queries: AccountQueries,
    signal: AbortSignal,
    symbols: Iterable<string> = this.#symbols.keys(),
  ): Promise<void> {
    for (const symbol of symbols) {
      if (signal.aborted) return;
      try {
        await queries.checkSymbol(symbol);
        this.#orders.addSymbol(symbol);
      } catch (error) {
        if (this.#symbols.get(symbol) || !isRefusal(error, ...SYMBOL_REFUSED)) throw error;
        // Another call may have checked the symbol at the same time, and reported it.
        if (!signal.aborted && this.#symbols.has(symbol)) this.#report(error);
      }
      this.#symbols.delete(symbol);
    }
  }
}
