import type { Account, Order } from '@pkg/core/operations';
import type { AccountQueries } from './account-queries.js';
import type { OrderLists } from './order-lists.js';
import type { OrderTracker } from './order-tracker.js';
import { type SymbolRead, SymbolReader } from './symbol-reader.js';

/** How many symbols are read at the same time. */
const READERS = 4;

export type AccountReaderHandlers = {
  /**
   * Balances and open orders have been read. From now on only the events of symbols that are still to be read have to
   * wait.
   */
  accountRead(account: Account, openOrders: readonly Order[]): void;
  /** The missed reports of a symbol have been read. */
  symbolRead(symbol: string, read: SymbolRead): void;
};

/** The state before the read. `since` and `firstReadAt` are times of the exchange. */
export type ReadStart = {
  /** From when on changes may have been missed. Undefined at the first read, when no change can have been missed. */
  readonly since: number | undefined;
  /** Ended orders that were placed before this time are not reported, because they ended before the first read. */
  readonly firstReadAt: number;
  /** The monotonic clock of this machine, in ms. */
  readonly now: () => number;
};

/**
 * Reads an account after a loss: first balances and open orders, then the missed reports of each symbol. Symbols whose
 * events wait are read first.
 */
export class AccountReader {
  readonly #queries: AccountQueries;
  readonly #orders: OrderTracker;
  readonly #since: number | undefined;
  readonly #now: () => number;
  readonly #symbolReader: SymbolReader;
  readonly #handlers: AccountReaderHandlers;
  #isAccountRead = false;
  /** Symbols to read, with their open orders. */
  readonly #pending: Map<string, Order[]> = new Map();
  /** By symbol: the monotonic time at which its queries were sent, in ms. */
  readonly #readAt: Map<string, number> = new Map();
  readonly #inWork: Set<string> = new Set();
  readonly #urgent: Set<string> = new Set();

  constructor(
    queries: AccountQueries,
    known: { readonly orders: OrderTracker; readonly lists: OrderLists },
    { since, firstReadAt, now }: ReadStart,
    handlers: AccountReaderHandlers,
  ) {
    this.#queries = queries;
    this.#orders = known.orders;
    this.#since = since;
    this.#now = now;
    this.#symbolReader = new SymbolReader(queries, known, { since: since ?? 0, firstReadAt });
    this.#handlers = handlers;
  }

  get isAccountRead(): boolean {
    return this.#isAccountRead;
  }

  /** Whether an event of this symbol, or an event without a symbol, has to wait. */
  isHolding(symbol: string | undefined): boolean {
    if (!this.#isAccountRead) return true;
    if (symbol === undefined || !this.#pending.has(symbol)) return false;
    this.#urgent.add(symbol);
    return true;
  }

  /** Makes {@link run} read the symbols again that were read before `time`. Returns `false` if there are none. */
  repeatBefore(time: number): boolean {
    for (const [symbol, readAt] of this.#readAt) if (readAt < time) this.#pending.set(symbol, []);
    return this.#pending.size > 0;
  }

  /**
   * Reads the account and the symbols that have not been read yet. `attempt`: how many calls have failed before.
   *
   * @throws the error of the first query that fails. The other symbols are read all the same, and another call reads
   * the rest.
   */
  async run(attempt: number, signal: AbortSignal): Promise<void> {
    if (!this.#isAccountRead) {
      const [account, openOrders] = await Promise.all([this.#queries.account(), this.#queries.openOrders()]);
      if (signal.aborted) return;
      this.#isAccountRead = true;
      if (this.#since !== undefined) {
        for (const symbol of [...this.#orders.symbols].reverse()) this.#pending.set(symbol, []);
        for (const order of openOrders) {
          const orders = this.#pending.get(order.symbol);
          if (orders) orders.push(order);
          else this.#pending.set(order.symbol, [order]);
        }
      }
      this.#handlers.accountRead(account, openOrders);
    }
    const failed = new Map<string, unknown>();
    const read = async (): Promise<void> => {
      for (let symbol = this.#next(failed); symbol !== undefined; symbol = this.#next(failed)) {
        this.#inWork.add(symbol);
        // The answers show a state of the exchange after this moment, however long they take to arrive.
        const readAt = this.#now();
        try {
          const found = await this.#symbolReader.read(symbol, this.#pending.get(symbol) ?? [], attempt);
          if (signal.aborted) return;
          this.#pending.delete(symbol);
          this.#readAt.set(symbol, readAt);
          this.#handlers.symbolRead(symbol, found);
        } catch (error) {
          if (signal.aborted) return;
          failed.set(symbol, error);
        } finally {
          this.#inWork.delete(symbol);
        }
      }
    };
    await Promise.all(Array.from({ length: READERS }, read));
    for (const error of failed.values()) throw error;
  }

  #next(failed: ReadonlyMap<string, unknown>): string | undefined {
    const isFree = (symbol: string): boolean =>
      this.#pending.has(symbol) && !this.#inWork.has(symbol) && !failed.has(symbol);
    for (const symbol of this.#urgent) {
      this.#urgent.delete(symbol);
      if (isFree(symbol)) return symbol;
    }
    for (const symbol of this.#pending.keys()) if (isFree(symbol)) return symbol;
    return undefined;
  }
}
