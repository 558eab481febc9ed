import type { Account, Order } from '@pkg/core/operations';
import type { OutboundAccountPosition, UserDataEvent, UserEvent } from '../events/user.js';
import { BalanceCache } from './balance-cache.js';
import { OrderLists } from './order-lists.js';
import { isOpenStatus, OrderTracker, orderKey } from './order-tracker.js';
import type { SymbolRead } from './symbol-reader.js';

/**
 * What is known of one account: balances, orders and order lists, from the answers of queries and from events. All times
 * are times of the exchange, in the client's time unit.
 */
export class KnownAccount {
  readonly balances: BalanceCache = new BalanceCache();
  readonly orders: OrderTracker;
  readonly lists: OrderLists = new OrderLists();
  #lastChangeAt = 0;
  #firstReadAt: number | undefined;

  /**
   * @param second one second in the client's time unit.
   * @param isRecovering whether missed changes are being read.
   */
  constructor(second: number, isRecovering: () => boolean) {
    this.orders = new OrderTracker(second, isRecovering);
  }

  /** The time of the last known change. As long as no event was missed, all changes before this time are known. */
  get lastChangeAt(): number {
    return this.#lastChangeAt;
  }

  /** The time of the newest change that the first read of the account contains; undefined before that read. */
  get firstReadAt(): number | undefined {
    return this.#firstReadAt;
  }

  /** Records that all changes before this time are known. */
  changedAt(time: number): void {
    this.#lastChangeAt = Math.max(this.#lastChangeAt, time);
  }

  /**
   * Applies the balances and open orders of the first read of the account. If this read is repeated, applies the newer
   * answers too, because the first answers may have lacked changes, such as the end of an order. Skips changes after
   * `until`: the exchange sends an event for each of them, which may arrive later. Returns an event with the balances
   * that have changed; undefined if none has.
   */
  load(account: Account, openOrders: readonly Order[], until: number, now: number): UserDataEvent | undefined {
    this.#firstReadAt ??= openOrders.reduce((time, order) => Math.max(time, order.updateTime), account.updateTime);
    const changed =
      account.updateTime <= until
        ? this.loadBalances(account, now, true)
        : recoveredPosition(until, this.balances.correct(account, until));
    const gone = new Map(this.orders.openOrders);
    for (const order of openOrders) {
      gone.delete(orderKey(order.symbol, order.orderId));
      if (order.updateTime > until) continue;
      if (this.orders.find(order)) this.orders.correct(order);
      else this.orders.load(order);
      this.lists.load(order);
    }
    for (const order of gone.values()) {
      if (order.updateTime > until) continue;
      this.orders.drop(order);
      const list = this.lists.find(order.orderListId);
      const isOpen = this.orders.openOf(order.symbol).some(({ orderListId }) => orderListId === order.orderListId);
      if (list && !isOpen) this.lists.drop(list);
    }
    return changed;
  }

  /**
   * Replaces the known balances by those of a query, except balances that events have set later. `isComplete` says that
   * no event was missed between the query before this one and this one. Returns an event with the balances that have
   * changed; undefined if none has.
   */
  loadBalances(account: Account, now: number, isComplete: boolean): UserDataEvent | undefined {
    const changed = this.balances.load(account, now, isComplete);
    this.changedAt(account.updateTime);
    return recoveredPosition(account.updateTime, changed);
  }

  /** Applies the read of a symbol, except the missed events, which the caller has already applied. */
  loadSymbol(symbol: string, { orders, unknown, unknownLists }: SymbolRead): void {
    for (const order of orders) this.orders.correct(order);
    for (const order of unknown) this.orders.drop(order);
    for (const list of unknownLists) this.lists.drop(list);
    if (!this.orders.symbols.has(symbol)) this.orders.addSymbol(symbol);
  }

  /**
   * Applies an event, and returns the event to deliver. Returns undefined if the same or a newer state is already known.
   * If this is so for some balances of an `outboundAccountPosition`, returns the event without these balances: they would
   * set a consumer's balances back to older values.
   */
  apply(event: UserDataEvent): UserDataEvent | undefined {
    switch (event.e) {
      case 'executionReport':
        if (!this.orders.accept(event)) return undefined;
        this.changedAt(event.T);
        return event;
      case 'listStatus':
        if (!this.lists.accept(event)) return undefined;
        // The reports of the list's orders may be lost, so the symbol is read after a loss of the connection.
        this.orders.addSymbol(event.s);
        return event;
      case 'outboundAccountPosition': {
        const newer = this.balances.applyPosition(event);
        if (newer) this.changedAt(event.u);
        return newer;
      }
      case 'externalLockUpdate':
        this.balances.applyLock(event);
    }
    return event;
  }

  /**
   * Whether an event reports an open order or the beginning of a list that is not known, although the change is older
   * than the first read of the account. The order or the list may have ended before that read.
   */
  isLate(event: UserEvent): boolean {
    const firstReadAt = this.#firstReadAt ?? -1;
    if (event.e === 'executionReport') {
      const { s: symbol, i: orderId, O: time, X, T } = event;
      return T < firstReadAt && isOpenStatus(X) && !this.orders.find({ symbol, orderId, time });
    }
    return event.e === 'listStatus' && event.T < firstReadAt && event.l === 'EXEC_STARTED' && !this.lists.find(event.g);
  }

  /**
   * Whether an event is the next change after the known state of the account, so that no event between the two can be
   * missing. Also true for a report whose change is already known. Always true for events other than those of orders
   * and order lists.
   */
  follows(event: UserEvent): boolean {
    if (event.e === 'executionReport') return this.orders.follows(event);
    return event.e !== 'listStatus' || this.lists.follows(event, this.orders.openOf(event.s));
  }
}

/** Returns an event with balances that were changed by a query; undefined if there are none. */
function recoveredPosition(u: number, B: OutboundAccountPosition['B']): UserDataEvent | undefined {
  return B.length > 0 ? { e: 'outboundAccountPosition', E: u, u, B, recovered: true } : undefined;
}
