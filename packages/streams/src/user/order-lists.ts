import { compareIds } from '@pkg/core/internal';
import type { Order } from '@pkg/core/operations';
import type { ListStatus } from '../events/user.js';
import type { OpenOrder } from './order-tracker.js';

/** The state of an order list as consumers know it, from the events of the list that were delivered to them. */
export type TrackedList = {
  readonly symbol: string;
  readonly orderListId: number;
  readonly isOver: boolean;
  /** Whether the exchange did not know the list when it was queried. */
  readonly isUnknown?: boolean;
  /**
   * The time of the last delivered event of the list. If the list came from a query and none was delivered yet, the
   * time at which the list was placed.
   */
  readonly updateTime: number;
  /**
   * For each kind of event, the time of the last event that was recovered by queries. If the exchange sends the same
   * event later, that event is dropped.
   */
  readonly recoveredUntil: Readonly<Record<string, number>>;
  /**
   * The time of the last UPDATED event that the exchange sent; -1 if there was none. If queries recover the same event
   * later, the recovered copy is dropped.
   */
  readonly updatedAt: number;
  /**
   * The client order ids with which the orders of the list were placed, by order id. These ids are known only if the
   * exchange sent the EXEC_STARTED event of the list, and only until the list ends.
   */
  readonly placedIds?: ReadonlyMap<number, string> | undefined;
};

/** How many order lists are remembered. */
const MAX_LISTS = 10_000;

/**
 * The order lists of one account. Ensures that the beginning, each update and the end of a list are delivered only
 * once.
 */
export class OrderLists {
  readonly #lists: Map<number, TrackedList> = new Map();

  find(orderListId: number): TrackedList | undefined {
    return this.#lists.get(orderListId);
  }

  /**
   * Returns the client order id with which an order of a list was placed; undefined if it is not known. A query of a
   * canceled order does not return this id.
   */
  placedIdOf({ orderListId, orderId }: Pick<Order, 'orderListId' | 'orderId'>): string | undefined {
    return this.#lists.get(orderListId)?.placedIds?.get(orderId);
  }

  /** Returns the lists of a symbol that have not ended, except those that the exchange did not know. */
  openOf(symbol: string): TrackedList[] {
    return [...this.#lists.values()].filter((list) => !list.isOver && !list.isUnknown && list.symbol === symbol);
  }

  /**
   * Adds the list that contains an open order. A query has returned this order. The EXEC_STARTED event of the list then
   * counts as delivered.
   */
  load({ symbol, orderListId, time }: Order): void {
    if (!isList(orderListId) || this.#lists.has(orderListId)) return;
    const recoveredUntil = { EXEC_STARTED: time };
    this.#set({ symbol, orderListId, isOver: false, updateTime: time, recoveredUntil, updatedAt: -1 });
  }

  /** Applies an event. Returns `false` if the event was already delivered, or if its list had already ended. */
  accept(event: ListStatus & { readonly recovered?: true }): boolean {
    const { s: symbol, g: orderListId, l: kind, T: time, recovered } = event;
    // The exchange sends this kind of event when it refuses to create or cancel a list. No list has changed then.
    if (kind === 'RESPONSE') return true;
    const known = this.find(orderListId);
    if (known) {
      // After a reset of the exchange, the same id may belong to another list, which began later.
      if (known.isOver && (kind !== 'EXEC_STARTED' || time <= known.updateTime)) return false;
      if (!recovered && time <= (known.recoveredUntil[kind] ?? -1)) return false;
      if (recovered && kind === 'EXEC_STARTED' && !known.isOver) return false;
      if (recovered && kind === 'UPDATED' && time <= known.updatedAt) return false;
    }
    const isUpdate = kind === 'UPDATED' && !recovered;
    const isStart = kind === 'EXEC_STARTED' && !recovered;
    const isOver = kind === 'ALL_DONE';
    const placedIds = isStart ? new Map(event.O.map(({ i, c }) => [i, c])) : known?.placedIds;
    this.#set({
      ...{ symbol, orderListId, updateTime: time, isOver },
      recoveredUntil: { ...known?.recoveredUntil, ...(recovered && { [kind]: time }) },
      updatedAt: isUpdate ? time : (known?.updatedAt ?? -1),
      placedIds: isOver ? undefined : placedIds,
    });
    return true;
  }

  /**
   * Whether an event is the next change after the known state of its list, so that no event between the two can be
   * missing. The end of a list is not the next change if one of `openOrders` belongs to the list.
   */
  follows({ g: orderListId, l: kind }: ListStatus, openOrders: readonly OpenOrder[]): boolean {
    if (kind === 'EXEC_STARTED') return true;
    const isOpen = kind === 'ALL_DONE' && openOrders.some((order) => order.orderListId === orderListId);
    return this.find(orderListId) !== undefined && !isOpen;
  }

  /**
   * Removes a list that the exchange does not know from the open lists. If the exchange shows the list later after all,
   * its EXEC_STARTED event is not delivered again.
   */
  drop(list: TrackedList): void {
    this.#lists.set(list.orderListId, { ...list, isUnknown: true });
  }

  #set(list: TrackedList): void {
    this.#lists.delete(list.orderListId);
    this.#lists.set(list.orderListId, list);
    if (this.#lists.size > MAX_LISTS) this.#dropOldest();
  }

  #dropOldest(): void {
    const lists = [...this.#lists.values()];
    const oldest = lists.find(({ isOver }) => isOver) ?? lists[0];
    if (oldest) this.#lists.delete(oldest.orderListId);
  }
}

/** Whether an id is the id of a list. Orders that are in no list have the list id -1. */
export function isList(orderListId: number): boolean {
  return compareIds(orderListId, 0) >= 0;
}
