import type { RefusedCommand } from '../../refusals/reasons.js';
import { refusal } from '../../refusals/refusal.js';
import { close, finishList } from '../matching/lifecycle.js';
import { claimPair, releaseWithheld } from '../matching/locks.js';
import { reportOrder } from '../matching/reports.js';
import type { LiveList } from '../model/live-list.js';
import type { LiveOrder } from '../model/live-order.js';
import type { Seat } from '../model/seat.js';
import type { World } from '../model/world.js';
import type {
  CancelListResult,
  CancelledEntry,
  CancelOrder,
  CancelOrderList,
  CancelResult,
  OrderReference,
} from '../types.js';
import { copyList } from './copies.js';
import { checkCancelling } from './permission.js';

/**
 * Finds an open order by id, by client id, or by the id checked against the client id.
 *
 * @throws {Refusal} MISSING_BOTH_PARAMETERS, UNKNOWN_ORDER
 */
export function findOpen(seat: Seat, reference: Omit<OrderReference, 'symbol'>, command: RefusedCommand): LiveOrder {
  const { orderId, origClientOrderId } = reference;
  if (orderId === undefined && origClientOrderId === undefined) {
    throw refusal('MISSING_BOTH_PARAMETERS', { one: 'origClientOrderId', other: 'orderId' });
  }
  const order = orderId === undefined ? seat.byClientId.get(origClientOrderId ?? '') : seat.market.orderById(orderId);
  const isMeant = order?.seat === seat && order.isOpen;
  if (!isMeant || (origClientOrderId !== undefined && order.clientOrderId !== origClientOrderId)) {
    throw refusal('UNKNOWN_ORDER', { command });
  }
  return order;
}

export function cancelOrder(world: World, accountId: number, cancel: CancelOrder): CancelResult | CancelListResult {
  const seat = world.seat(accountId, cancel.symbol);
  checkCancelling(world, seat.account, seat.market);
  const order = findOpen(seat, cancel, 'CANCEL');
  const { cancelRestrictions: only } = cancel;
  if (
    (only === 'ONLY_NEW' && order.status !== 'NEW') ||
    (only === 'ONLY_PARTIALLY_FILLED' && order.status !== 'PARTIALLY_FILLED')
  ) {
    throw refusal('CANCEL_RESTRICTED');
  }
  const name = cancel.newClientOrderId ?? world.clientIds.next();
  return order.list ? cancelList(world, order.list, name) : cancelOne(world, order, name);
}

export function cancelOpenOrders(world: World, accountId: number, symbol: string): CancelledEntry[] {
  const seat = world.seat(accountId, symbol);
  checkCancelling(world, seat.account, seat.market);
  if (seat.open.size === 0) throw refusal('UNKNOWN_ORDER', { command: 'CANCEL' });
  const name = world.clientIds.next();
  const entries: CancelledEntry[] = [];
  const lists: CancelListResult[] = [];
  for (const order of [...seat.open]) {
    if (!order.isOpen) continue;
    if (order.list) lists.push(cancelList(world, order.list, name));
    else entries.push(cancelOne(world, order, name));
  }
  return [...entries, ...lists];
}

export function cancelOrderList(world: World, accountId: number, cancel: CancelOrderList): CancelListResult {
  const seat = world.seat(accountId, cancel.symbol);
  checkCancelling(world, seat.account, seat.market);
  const { orderListId, listClientOrderId } = cancel;
  if (orderListId === undefined && listClientOrderId === undefined) {
    throw refusal('MISSING_BOTH_PARAMETERS', { one: 'orderListId', other: 'listClientOrderId' });
  }
  for (const list of seat.openLists) {
    if (orderListId !== undefined && list.orderListId !== orderListId) continue;
    if (listClientOrderId !== undefined && list.listClientOrderId !== listClientOrderId) continue;
    return cancelList(world, list, cancel.newClientOrderId ?? world.clientIds.next());
  }
  throw refusal('UNKNOWN_ORDER', { command: 'CANCEL' });
}

function cancelOne(world: World, order: LiveOrder, name: string): CancelResult {
  const origClientOrderId = order.clientOrderId;
  close(world, order, 'CANCELED');
  reportOrder(world, order, 'CANCELED', false, { clientOrderId: name, origClientOrderId });
  return { order, origClientOrderId, clientOrderId: name, transactTime: world.time };
}

/** Cancels what is open of a list, and with it the list. */
export function cancelList(world: World, list: LiveList, name: string): CancelListResult {
  const reports: CancelResult[] = [];
  if (list.working) releaseWithheld(world, list.working);
  for (const order of list.orders) {
    if (!order.isOpen) continue;
    claimPair(order);
    reports.push(cancelOne(world, order, name));
  }
  finishList(world, list);
  return { list: copyList(list), reports };
}
