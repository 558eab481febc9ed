import { isOverfull, trim } from '../history.js';
import type { AccountState } from '../model/ledger.js';
import type { Seat } from '../model/seat.js';
import type { World } from '../model/world.js';

/** Lets go of an account's closed orders, and of what came of all of them; open orders stay. */
export function forgetHistory(world: World, account: AccountState): void {
  for (const seat of account.seats.values()) {
    forgetOrders(world, seat, 0);
    for (const rows of recordsOf(seat)) rows.length = 0;
  }
}

/** Lets go of the oldest closed orders and records of a seat, if it has many more of them than are kept. */
export function trimHistory(world: World, seat: Seat): void {
  const { orders } = world.history;
  if (isOverfull(seat.orders.length - seat.open.size, orders)) forgetOrders(world, seat, orders);
  for (const rows of recordsOf(seat)) trim(rows, orders);
}

/** @param kept how many of the newest closed orders stay */
function forgetOrders(world: World, seat: Seat, kept: number): void {
  let excess = seat.orders.length - seat.open.size - kept;
  seat.orders = seat.orders.filter((order) => {
    // A list is told of as a whole: its orders stay while one of them is open.
    if (excess <= 0 || order.isOpen || order.list?.isOpen) return true;
    excess -= 1;
    seat.market.orders.delete(order.orderId);
    if (seat.byClientId.get(order.clientOrderId) === order) seat.byClientId.delete(order.clientOrderId);
    if (order.list) world.lists.delete(order.list.orderListId);
    return false;
  });
}

const recordsOf = ({ fills, allocations, preventedMatches, amendments }: Seat): unknown[][] => [
  fills,
  allocations,
  preventedMatches,
  amendments,
];
