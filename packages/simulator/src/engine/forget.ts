import type { AccountState } from './ledger.js';

/** Lets go of an account's closed orders, and of what came of all of them; open orders stay. */
export function forgetHistory(account: AccountState): void {
  for (const [market, seat] of account.seats) {
    for (const order of seat.orders) if (!order.isOpen) market.orders[order.orderId - market.firstOrderId] = undefined;
    seat.orders.splice(0, seat.orders.length, ...seat.open);
    for (const [clientId, order] of seat.byClientId) if (!order.isOpen) seat.byClientId.delete(clientId);
    for (const rows of [seat.fills, seat.allocations, seat.preventedMatches, seat.amendments]) rows.length = 0;
  }
}
