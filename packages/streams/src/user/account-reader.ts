import type { Account, Order } from '@pkg/core/operations';
import type { AccountQueries } from './account-queries.js';
import type { OrderLists } from './order-lists.js';
import type { OrderTracker } from './order-tracker.js';
import { type SymbolRead, SymbolReader, type SymbolReadStart } from './symbol-reader.js';

/** How many symbols are read at the same time at most. */
const READERS = 4;

export type AccountReaderHandlers = {
  /**
   * Called after each read of balances and open orders. After this call, only events of symbols that still have to be
   * read are held back.
   */
  accountRead(account: Account, openOrders: readonly Order[]): void;
  /** Called when a symbol has been read, with its orders and its missed events. */
  symbolRead(symbol: string, read: SymbolRead): void;
};

/** The times that decide which missed changes a read of the account looks for and reports. */
export type ReadStart = Omit<SymbolReadStart, 'since'> & {
  /**
   * The time since which changes may have been missed. Undefined at the first read of the account, because consumers
   * cannot have missed a change before that read.
   */
  readonly since: number | undefined;
  /** Returns the current monotonic time of this machine, in ms. */
  readonly now: () => number;
};

/**
 * Reads an account after a loss of the connection: first balances and open orders, then the missed execution reports of
 * each symbol. Symbols with events that are held back are read first.
 */
export class AccountReader {
  readonly #queries: AccountQueries;
  readonly #orders: OrderTracker;
  readonly #since: number | undefined;
  readonly #now: () => number;
  readonly #symbolReader: SymbolReader;
  readonly #handlers: AccountReaderHandlers;
  #isAccountRead = false;
  /** The monotonic time at which the queries of balances and open orders were sent, in ms. */
  #accountReadAt = 0;
  /** Symbols that have to be read, with their open orders. */
  readonly #pending: Map<string, Order[]> = new Map();
  /** For each symbol, the monotonic time at which its queries were sent, in ms. */
  readonly #readAt: Map<string, number> = new Map();
  readonly #inWork: Set<string> = new Set();
  readonly #urgent: Set<string> = new Set();

  constructor(
    queries: AccountQueries,
    known: { readonly orders: OrderTracker; readonly lists: OrderLists },
    { since, firstReadAt, lagsSince, now }: ReadStart,
    handlers: AccountReaderHandlers,
  ) {
    this.#queries = queries;
    this.#orders = known.orders;
    this.#since = since;
    this.#now = now;
    this.#symbolReader = new SymbolReader(queries, known, { since: since ?? 0, firstReadAt, lagsSince });
    this.#handlers = handlers;
  }

  get isAccountRead(): boolean {
    return this.#isAccountRead;
  }

  /**
   * Whether an event of this symbol, or an event without a symbol, is held back until earlier changes have been read.
   */
  isHolding(symbol: string | undefined): boolean {
    if (!this.#isAccountRead) return true;
    if (symbol === undefined || !this.#pending.has(symbol)) return false;
    this.#urgent.add(symbol);
    return true;
  }

  /**
   * Whether the answers for a symbol may lack changes from before `time`, because the queries were sent before it.
   * Always false for the first read of the account, because no change was missed before it.
   */
  mayLack(symbol: string, time: number): boolean {
    return this.#since !== undefined && (this.#readAt.get(symbol) ?? this.#accountReadAt) < time;
  }

  /**
   * Selects what the next {@link run} reads again: balances and open orders if they were read before `time`, and each
   * symbol that was read before `time`, or that was added since the account was read. Returns `false` if there is
   * nothing to read.
   */
  repeatBefore(time: number): boolean {
    if (this.#accountReadAt < time) this.#isAccountRead = false;
    if (this.#since !== undefined) this.#select(time);
    return !this.#isAccountRead || this.#pending.size > 0;
  }

  /**
   * Reads the account, and each symbol that has not been read yet. `attempt` is the number of earlier calls that
   * failed.
   *
   * @throws the error of the first query that fails. The other symbols are read nevertheless, and the next call reads
   * the symbols that failed.
   */
  async run(attempt: number, signal: AbortSignal): Promise<void> {
    if (!this.#isAccountRead) {
      this.#accountReadAt = this.#now();
      const [account, openOrders] = await Promise.all([this.#queries.account(), this.#queries.openOrders()]);
      if (signal.aborted) return;
      this.#isAccountRead = true;
      if (this.#since !== undefined) {
        this.#select(0);
        for (const order of openOrders) {
          const orders = this.#pending.get(order.symbol);
          if (orders) orders.push(order);
          else if (!this.#readAt.has(order.symbol)) this.#pending.set(order.symbol, [order]);
        }
      }
      this.#handlers.accountRead(account, openOrders);
    }
    const failed = new Map<string, unknown>();
    const read = async (): Promise<void> => {
      for (let symbol = this.#next(failed); symbol !== undefined; symbol = this.#next(failed)) {
        this.#inWork.add(symbol);
        // The time is taken before the queries are sent. The answers are at least as new as this time, however long
        // they take to arrive.
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

  /** Selects each symbol that was not read, or was read before `time`. */
  #select(time: number): void {
    for (const symbol of [...this.#orders.symbols].reverse())
      if ((this.#readAt.get(symbol) ?? -1) < time) this.#pending.set(symbol, []);
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
