import type { AccountState } from '../model/account.js';
import type { EngineState } from '../model/engine-state.js';
import type { MarketAccount } from '../model/live-order.js';
import { isOverfull, trim } from '../settings/history-limits.js';

/**
 * Deletes an account's closed orders, and all records of its fills, allocations, prevented matches and amendments. Open
 * orders stay.
 */
export function forgetHistory(state: EngineState, account: AccountState): void {
  for (const owner of state.marketAccountsOf(account)) {
    forgetOrders(state, owner, 0);
    for (const rows of recordsOf(owner)) rows.length = 0;
  }
}

/**
 * Deletes the oldest closed orders, fills, allocations, prevented matches and amendments of an account in a market, if
 * there are more than the option `history` of the exchange allows.
 */
export function trimHistory(state: EngineState, owner: MarketAccount): void {
  const { orders } = state.history;
  if (isOverfull(owner.orders.length - owner.open.size, orders)) forgetOrders(state, owner, orders);
  for (const rows of recordsOf(owner)) trim(rows, orders);
}

/** Deletes closed orders of an account. @param kept how many of the newest closed orders stay */
function forgetOrders(state: EngineState, owner: MarketAccount, kept: number): void {
  let excess = owner.orders.length - owner.open.size - kept;
  owner.orders = owner.orders.filter((order) => {
    // A query of an order list returns all orders of the list, so all of them are kept while the list is open.
    if (excess <= 0 || order.isOpen || order.list?.isOpen) return true;
    excess -= 1;
    owner.market.orders.delete(order.orderId);
    if (owner.byClientId.get(order.clientOrderId) === order) owner.byClientId.delete(order.clientOrderId);
    if (order.list) state.lists.delete(order.list.orderListId);
    return false;
  });
}

const recordsOf = ({ fills, allocations, preventedMatches, amendments }: MarketAccount): unknown[][] => [
  fills,
  allocations,
  preventedMatches,
  amendments,
];
