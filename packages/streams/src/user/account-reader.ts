import { BinanceApiError } from '@pkg/core/errors';
import { compareDecimals } from '@pkg/core/internal';
import type { Account, MyTrade, Order, OrderAmendment } from '@pkg/core/operations';
import { userDataUnreadable } from '../stream-errors.js';
import type { AccountQueries } from './account-queries.js';
import { isOpenStatus, type OpenOrder, type OrderTracker, type TrackedOrder } from './order-tracker.js';
import {
  byTime,
  fillsAfter,
  type OrderFill,
  type Prevention,
  preventionsAfter,
  type RecoveredReport,
  recoveredReports,
} from './recovered-reports.js';

/** How many symbols are read at once. */
const READERS = 4;
/** A query may not know the newest orders and fills yet. In so many attempts they are waited for. */
const ATTEMPTS_WITH_LAG = 5;

/** What was read of a symbol. */
export type SymbolRead = {
  readonly orders: readonly Order[];
  /** Orders that the exchange does not know. How they ended is not known either. */
  readonly unknown: readonly OpenOrder[];
  /** The missed reports of the orders. */
  readonly reports: readonly RecoveredReport[];
};

export type AccountReaderHandlers = {
  /** Balances and open orders have been read. The reports of symbols that are not pending need not be held any more. */
  accountRead(account: Account, openOrders: readonly Order[]): void;
  /** The missed reports of a symbol have been read. */
  symbolRead(symbol: string, read: SymbolRead): void;
};

/** What is known from before the read. Times are those of the exchange. */
export type ReadStart = {
  /** When the last change arrived. Undefined at the first read of the account, when no change can have been missed. */
  readonly since: number | undefined;
  /** Ended orders that were placed before this time are not reported, because they ended before the first read. */
  readonly firstReadAt: number;
};

/**
 * Reads an account after a loss: first balances and open orders, then the missed reports symbol by symbol. A symbol for
 * which events wait comes first.
 */
export class AccountReader {
  readonly #queries: AccountQueries;
  readonly #tracker: OrderTracker;
  readonly #start: ReadStart;
  readonly #handlers: AccountReaderHandlers;
  #isAccountRead = false;
  /** Symbols to read, with their open orders. */
  readonly #pending: Map<string, Order[]> = new Map();
  readonly #inWork: Set<string> = new Set();
  readonly #urgent: Set<string> = new Set();

  constructor(queries: AccountQueries, tracker: OrderTracker, start: ReadStart, handlers: AccountReaderHandlers) {
    this.#queries = queries;
    this.#tracker = tracker;
    this.#start = start;
    this.#handlers = handlers;
  }

  get isAccountRead(): boolean {
    return this.#isAccountRead;
  }

  /** Whether an event of this symbol, or of none, has to wait. */
  isHolding(symbol: string | undefined): boolean {
    if (!this.#isAccountRead) return true;
    if (symbol === undefined || !this.#pending.has(symbol)) return false;
    this.#urgent.add(symbol);
    return true;
  }

  /**
   * Reads what has not been read yet. `attempt` counts the calls.
   *
   * @throws whatever a query throws. The other symbols are read all the same, and another call reads the rest.
   */
  async run(attempt: number, signal: AbortSignal): Promise<void> {
    const { since } = this.#start;
    if (!this.#isAccountRead) {
      const [account, openOrders] = await Promise.all([this.#queries.account(), this.#queries.openOrders()]);
      if (signal.aborted) return;
      this.#isAccountRead = true;
      if (since !== undefined) {
        for (const symbol of [...this.#tracker.symbols].reverse()) this.#pending.set(symbol, []);
        for (const order of openOrders) {
          const orders = this.#pending.get(order.symbol);
          if (orders) orders.push(order);
          else this.#pending.set(order.symbol, [order]);
        }
      }
      this.#handlers.accountRead(account, openOrders);
    }
    const errors: unknown[] = [];
    const failed = new Set<string>();
    const read = async (): Promise<void> => {
      for (let symbol = this.#next(failed); symbol !== undefined; symbol = this.#next(failed)) {
        this.#inWork.add(symbol);
        try {
          const found = await this.#readSymbol(symbol, since as number, attempt);
          if (signal.aborted) return;
          this.#pending.delete(symbol);
          this.#handlers.symbolRead(symbol, found);
        } catch (error) {
          if (signal.aborted) return;
          failed.add(symbol);
          errors.push(error);
        } finally {
          this.#inWork.delete(symbol);
        }
      }
    };
    await Promise.all(Array.from({ length: READERS }, read));
    if (errors.length > 0) throw errors[0];
  }

  #next(failed: ReadonlySet<string>): string | undefined {
    const isFree = (symbol: string): boolean =>
      this.#pending.has(symbol) && !this.#inWork.has(symbol) && !failed.has(symbol);
    for (const symbol of this.#urgent) {
      this.#urgent.delete(symbol);
      if (isFree(symbol)) return symbol;
    }
    for (const symbol of this.#pending.keys()) if (isFree(symbol)) return symbol;
    return undefined;
  }

  async #readSymbol(symbol: string, since: number, attempt: number): Promise<SymbolRead> {
    const mayLag = attempt < ATTEMPTS_WITH_LAG;
    const orders = new Map<number, Order>();
    const add = (order: Order): void => {
      const other = orders.get(order.orderId);
      if (!other || isNewer(order, other)) orders.set(order.orderId, order);
    };
    for (const order of this.#pending.get(symbol) ?? []) add(order);
    for (const order of await this.#queries.ordersSince(symbol, since)) add(order);
    const unknown: OpenOrder[] = [];
    for (const known of this.#tracker.openOf(symbol)) {
      if (orders.has(known.orderId)) continue;
      const order = await this.#queries.order(symbol, known.orderId);
      if (order) add(order);
      else if (mayLag && known.updateTime >= since) throw userDataUnreadable(`order ${known.orderId} is not known yet`);
      else unknown.push(known);
    }
    const recovered: RecoveredReport[][] = [];
    for (const order of [...orders.values()].sort((a, b) => a.orderId - b.orderId)) {
      const known = this.#tracker.find(order);
      if (known?.isOver) continue;
      if (!known && !isOpenStatus(order.status) && order.time <= this.#start.firstReadAt) continue;
      recovered.push(await this.#readOrder(order, known, mayLag));
    }
    return { orders: [...orders.values()], unknown, reports: byTime(recovered) };
  }

  async #readOrder(order: Order, known: TrackedOrder | undefined, mayLag: boolean): Promise<RecoveredReport[]> {
    const { symbol, orderId, origQty, executedQty, clientOrderId } = order;
    let fills: readonly OrderFill[] = [];
    let amendments: readonly OrderAmendment[] = [];
    if (compareDecimals(executedQty, known?.order.executedQty ?? '0') > 0) {
      fills = await this.#readFills(order, known);
      const filled = fills.at(-1)?.executedQty ?? '0';
      if (mayLag && compareDecimals(filled, executedQty) < 0) {
        throw userDataUnreadable(`the fills of order ${orderId} are not known yet`);
      }
    }
    let preventions: readonly Prevention[] = [];
    const prevented = known?.prevented ?? '0';
    if (compareDecimals(order.preventedQuantity ?? '0', prevented) > 0) {
      const matches = await this.#queries.preventedMatchesOf(symbol, orderId);
      preventions = preventionsAfter(prevented, order, matches);
    }
    const isAmended = known
      ? known.order.clientOrderId !== clientOrderId || compareDecimals(origQty, known.order.origQty) < 0
      : isOpenStatus(order.status) && order.updateTime > lastChange(order, fills, preventions);
    if (isAmended) {
      const all = await this.#queries.amendmentsOf(symbol, orderId);
      amendments = all.filter(({ newQty }) => !known || compareDecimals(newQty, known.order.origQty) < 0);
    }
    return recoveredReports({ order, known, fills, amendments, preventions });
  }

  async #readFills(order: Order, known: TrackedOrder | undefined): Promise<OrderFill[]> {
    const { symbol, orderId, executedQty, usedSor } = order;
    const none = { executedQty: '0.00000000', cummulativeQuoteQty: '0.00000000' };
    const before = known?.order ?? none;
    if (usedSor) {
      const [trades, allocations] = [
        await this.#queries.tradesOf(symbol, orderId, 0),
        await this.#queries.allocationsOf(symbol, orderId),
      ];
      const all = [...allocations, ...trades].sort((a, b) => a.time - b.time);
      return fillsAfter(before, all, none, executedQty);
    }
    const last = known?.lastTradeId;
    const trades: MyTrade[] = await this.#queries.tradesOf(symbol, orderId, last === undefined ? 0 : last + 1);
    return fillsAfter(before, trades, last === undefined ? none : before, executedQty);
  }
}

/** The last time at which the order changed, as far as its fills and matches say. */
function lastChange(order: Order, fills: readonly OrderFill[], preventions: readonly Prevention[]): number {
  const times = [...fills.map(({ fill }) => fill.time), ...preventions.map(({ match }) => match.transactTime)];
  return Math.max(order.time, order.workingTime ?? 0, ...times);
}

/** Whether one answer about an order is newer than another: the end is the newest, then the larger filled quantity. */
function isNewer(order: Order, other: Order): boolean {
  if (!isOpenStatus(other.status)) return false;
  const filled = compareDecimals(order.executedQty, other.executedQty);
  return !isOpenStatus(order.status) || filled > 0 || (filled === 0 && order.updateTime >= other.updateTime);
}

/** Whether the exchange does not list the symbol of the query. */
export function isUnknownSymbol(error: unknown): boolean {
  return error instanceof BinanceApiError && error.code === -1121;
}
