import { compareDecimals, compareIds } from '@pkg/core/internal';
import type { MyTrade, Order, OrderAmendment, OrderList } from '@pkg/core/operations';
import { type AccountQueries, idAfter } from './account-queries.js';
import { isList, type OrderLists, type TrackedList } from './order-lists.js';
import { isOpenStatus, knownSize, type OpenOrder, type OrderTracker, type TrackedOrder } from './order-tracker.js';
import { isDone, type RecoveredListStatus, recoveredLists } from './recovered-lists.js';
import {
  byTime,
  fillsAfter,
  type OrderFill,
  type Prevention,
  preventionsAfter,
  type RecoveredReport,
  recoveredReports,
} from './recovered-reports.js';
import { userDataUnreadable } from './user-data-errors.js';

/**
 * How many attempts to read a symbol fail if the answers lack a change since the loss of the connection. Later attempts
 * accept such answers, unless the missing change is very recent.
 */
const ATTEMPTS_WITH_LAG = 5;

/** The times that decide which missed changes a read of a symbol looks for and reports, by the exchange's clock. */
export type SymbolReadStart = {
  /** The time since which changes may have been missed. */
  readonly since: number;
  /**
   * The time of the first read of the account. Orders that ended before this read are not reported. Orders that ended
   * later are reported, even if they were placed before it, because the read may have lacked the newest orders.
   */
  readonly firstReadAt: number;
  /** Returns a time by the exchange's clock. Answers may lack changes after this time, even to repeated queries. */
  readonly lagsSince: () => number;
};

/** The result of reading a symbol: its orders, and the missed events of its orders and order lists. */
export type SymbolRead = {
  readonly orders: readonly Order[];
  /** Orders that the exchange no longer knows. It cannot be found out how they ended. */
  readonly unknown: readonly OpenOrder[];
  /** Order lists that the exchange no longer knows. */
  readonly unknownLists: readonly TrackedList[];
  /** The missed events of the orders and of their lists, oldest first. */
  readonly events: readonly (RecoveredReport | RecoveredListStatus)[];
};

type ListsRead = {
  readonly begun: readonly RecoveredListStatus[];
  readonly changed: readonly RecoveredListStatus[];
  readonly unknown: readonly TrackedList[];
};

/**
 * Reads the orders and order lists of one symbol after a loss of the connection, and reconstructs the missed events.
 */
export class SymbolReader {
  readonly #queries: AccountQueries;
  readonly #orders: OrderTracker;
  readonly #lists: OrderLists;
  readonly #start: SymbolReadStart;

  constructor(
    queries: AccountQueries,
    known: { readonly orders: OrderTracker; readonly lists: OrderLists },
    start: SymbolReadStart,
  ) {
    this.#queries = queries;
    this.#orders = known.orders;
    this.#lists = known.lists;
    this.#start = start;
  }

  /**
   * Reads the orders of a symbol.
   *
   * @param open the open orders of the symbol
   * @param attempt how many attempts to read the symbol have failed before
   * @throws {BinanceStreamError} if the answers contradict each other, for example because the newest orders are
   * missing in one of them.
   */
  async read(symbol: string, open: readonly Order[], attempt: number): Promise<SymbolRead> {
    const mayLag = attempt < ATTEMPTS_WITH_LAG;
    // Changes since this time may be missing in the answers.
    const lagsSince = mayLag ? this.#start.since : this.#start.lagsSince();
    const orders = new Map<number, Order>();
    const add = (order: Order): void => {
      const other = orders.get(order.orderId);
      if (!other || isNewer(order, other)) orders.set(order.orderId, order);
    };
    for (const order of open) add(order);
    for (const order of await this.#queries.ordersSince(symbol, this.#start.since)) add(order);
    const unknown: OpenOrder[] = [];
    /** The lists that have an open order. */
    const openLists = new Set<number>();
    for (const known of this.#orders.openOf(symbol)) {
      if (orders.has(known.orderId)) continue;
      const order = await this.#queries.order(symbol, known.orderId);
      if (order) add(order);
      else if (known.updateTime < lagsSince) unknown.push(known);
      else if (mayLag) throw userDataUnreadable(`order ${known.orderId} is not known yet`);
      // The order changed after `lagsSince`, so a report of it arrived after the loss of the connection. This shows
      // that the exchange knows the order, so the order and its list stay open.
      else openLists.add(known.orderListId);
    }
    const lists = new ListQueries(this.#queries);
    const recovered: RecoveredReport[][] = [];
    for (const order of [...orders.values()].sort((a, b) => compareIds(a.orderId, b.orderId))) {
      const known = this.#orders.find(order);
      if (known?.isOver) continue;
      if (!known && !isOpenStatus(order.status) && order.updateTime <= this.#start.firstReadAt) continue;
      const pending = await this.#pendingOf(order, known, orders, lists);
      recovered.push(await this.#readOrder(order, known, pending, lagsSince));
    }
    const found = [...orders.values()];
    for (const { status, orderListId } of found) if (isOpenStatus(status)) openLists.add(orderListId);
    const listsRead = await this.#readLists(symbol, found, openLists, byTime(recovered), lists, lagsSince);
    const events = byTime<RecoveredReport | RecoveredListStatus>([listsRead.begun, ...recovered, listsRead.changed]);
    return { orders: found, unknown, unknownLists: listsRead.unknown, events };
  }

  /**
   * Reads the lists whose orders have changed, and the lists whose beginning or end was missed. Such a list event can
   * be missed even if the reports of all orders of the list have arrived.
   */
  async #readLists(
    symbol: string,
    orders: readonly Order[],
    open: ReadonlySet<number>,
    reports: readonly RecoveredReport[],
    lists: ListQueries,
    lagsSince: number,
  ): Promise<ListsRead> {
    const ids = new Set(reports.map(({ g }) => g));
    for (const { orderListId } of this.#lists.openOf(symbol)) if (!open.has(orderListId)) ids.add(orderListId);
    for (const order of orders) {
      const isReported = isOpenStatus(order.status) || this.#orders.find(order) !== undefined;
      if (isReported && !this.#lists.find(order.orderListId)) ids.add(order.orderListId);
    }
    const unknown: TrackedList[] = [];
    const [begun, changed]: [RecoveredListStatus[], RecoveredListStatus[]] = [[], []];
    for (const id of ids) {
      if (!isList(id)) continue;
      const known = this.#lists.find(id);
      const list = await lists.find(id);
      const own = orders.filter((order) => order.orderListId === id);
      let updated = Math.max(known?.updateTime ?? 0, ...own.map(({ updateTime }) => updateTime));
      if (!list) {
        if (updated >= lagsSince) throw userDataUnreadable(`list ${id} is not known yet`);
        if (known) unknown.push(known);
        continue;
      }
      const placed = own[0]?.time ?? known?.updateTime ?? 0;
      const knownIds = new Map<number, string>();
      for (const { orderId } of list.orders) {
        const order = this.#orders.lastOf(symbol, orderId);
        if (order) {
          knownIds.set(orderId, order.clientOrderId);
          updated = Math.max(updated, order.updateTime);
        } else if (placed >= lagsSince && !own.some((each) => each.orderId === orderId)) {
          throw userDataUnreadable(`order ${orderId} of list ${id} is not known yet`);
        }
      }
      if (updated >= lagsSince && !open.has(id) && !isDone(list))
        throw userDataUnreadable(`the end of list ${id} is not known yet`);
      const isKnown = known !== undefined && !known.isOver;
      const events = recoveredLists({
        ...{ list, isKnown, knownIds, orders: own },
        reports: reports.filter(({ g }) => g === id),
      });
      for (const event of events) (event.l === 'EXEC_STARTED' ? begun : changed).push(event);
    }
    return { begun, changed, unknown };
  }

  /**
   * Returns the time at which a pending order of a list became active; Infinity if it is not known to have become
   * active. Returns undefined if the order was not placed as a pending order, or if consumers already know of its
   * activation.
   */
  async #pendingOf(
    { orderId, orderListId, status }: Order,
    known: TrackedOrder | undefined,
    orders: ReadonlyMap<number, Order>,
    lists: ListQueries,
  ): Promise<number | undefined> {
    if (!isList(orderListId) || (known && known.order.status !== 'PENDING_NEW')) return undefined;
    const list = await lists.find(orderListId);
    const [first] = list?.orders ?? [];
    if (!list || !first || list.contingencyType !== 'OTO' || first.orderId === orderId) return undefined;
    const working = orders.get(first.orderId);
    return status !== 'PENDING_NEW' && working?.status === 'FILLED' ? working.updateTime : Infinity;
  }

  async #readOrder(
    order: Order,
    known: TrackedOrder | undefined,
    activeSince: number | undefined,
    lagsSince: number,
  ): Promise<RecoveredReport[]> {
    const { symbol, orderId, origQty, executedQty } = order;
    let fills: readonly OrderFill[] = [];
    let amendments: readonly OrderAmendment[] = [];
    if (compareDecimals(executedQty, known?.order.executedQty ?? '0') > 0) {
      fills = await this.#readFills(order, known);
      const filled = fills.at(-1)?.executedQty ?? '0';
      if (order.updateTime >= lagsSince && compareDecimals(filled, executedQty) < 0) {
        throw userDataUnreadable(`the fills of order ${orderId} are not known yet`);
      }
    }
    let preventions: readonly Prevention[] = [];
    const prevented = known?.prevented ?? '0';
    if (compareDecimals(order.preventedQuantity ?? '0', prevented) > 0) {
      const matches = await this.#queries.preventedMatchesOf(symbol, orderId);
      preventions = preventionsAfter(prevented, order, matches);
    }
    // Amendments can only lower the quantity. So consumers have missed an amendment if its new quantity is below the
    // quantity that they know.
    const size = knownSize(known);
    const isSmaller = (quantity: string): boolean => size === undefined || compareDecimals(quantity, size) < 0;
    const isAmended = size === undefined ? order.updateTime > order.time : isSmaller(origQty);
    if (isAmended) {
      const all = await this.#queries.amendmentsOf(symbol, orderId);
      // Amendments that happened after the order was queried are not recovered, because the exchange itself sends
      // reports of them.
      amendments = all.filter(({ newQty }) => isSmaller(newQty) && compareDecimals(newQty, origQty) >= 0);
    }
    const placedAs = this.#lists.placedIdOf(order);
    return recoveredReports({ order, known, placedAs, activeSince, fills, amendments, preventions });
  }

  async #readFills(order: Order, known: TrackedOrder | undefined): Promise<OrderFill[]> {
    const { symbol, orderId, executedQty, usedSor } = order;
    const none = { executedQty: '0.00000000', cummulativeQuoteQty: '0.00000000' };
    const before = known?.order ?? none;
    if (usedSor) {
      const trades = await this.#queries.tradesOf(symbol, orderId, 0, () => true);
      const allocations = await this.#queries.allocationsOf(symbol, orderId);
      const all = [...allocations, ...trades].sort((a, b) => a.time - b.time);
      return fillsAfter(before, all, none, executedQty);
    }
    const last = known?.lastTradeId;
    const start = last === undefined ? none : before;
    const isAll = (trades: readonly MyTrade[]): boolean =>
      compareDecimals(fillsAfter(before, trades, start, executedQty).at(-1)?.executedQty ?? '0', executedQty) === 0;
    const trades = await this.#queries.tradesOf(symbol, orderId, last === undefined ? 0 : idAfter(last), isAll);
    return fillsAfter(before, trades, start, executedQty);
  }
}

/** Queries of order lists. Each list is queried only once. */
class ListQueries {
  readonly #queries: AccountQueries;
  readonly #found = new Map<number, Promise<OrderList | undefined>>();

  constructor(queries: AccountQueries) {
    this.#queries = queries;
  }

  find(id: number): Promise<OrderList | undefined> {
    const found = this.#found.get(id) ?? this.#queries.orderList(id);
    this.#found.set(id, found);
    return found;
  }
}

/**
 * Compares two answers for the same order. Returns whether `order` is at least as new as `other`. An ended order is
 * newer than an open one, and a larger filled quantity is newer than a smaller one.
 */
function isNewer(order: Order, other: Order): boolean {
  if (!isOpenStatus(other.status)) return false;
  const filled = compareDecimals(order.executedQty, other.executedQty);
  return !isOpenStatus(order.status) || filled > 0 || (filled === 0 && order.updateTime >= other.updateTime);
}
