import type { LiveList } from '../model/live-list.js';
import type { LiveOrder } from '../model/live-order.js';
import type { World } from '../model/world.js';
import type { ExpiryReason, OrderStatus } from '../types.js';
import { trimHistory } from './forget.js';
import { claimPair, releaseWithheld, setLock } from './locks.js';
import { reportLevel, reportList, reportOrder } from './reports.js';

/** Gives a draft its id and its place in the account's and the market's records. */
export function register(world: World, order: LiveOrder, phase: 'PENDING' | 'WAITING' | 'TAKING'): void {
  const { seat } = order;
  const { market } = seat;
  order.orderId = market.nextOrderId;
  market.nextOrderId += 1;
  market.orders.set(order.orderId, order);
  order.phase = phase;
  if (phase === 'PENDING') order.status = 'PENDING_NEW';
  seat.orders.push(order);
  seat.byClientId.set(order.clientOrderId, order);
  seat.opened(order);
  trimHistory(world, seat);
}

/** Puts what is left of an order on the book. */
export function rest(world: World, order: LiveOrder): void {
  const { market } = order.seat;
  order.phase = 'RESTING';
  order.visible = order.icebergQty > 0n && order.icebergQty < order.remaining ? order.icebergQty : order.remaining;
  if (order.usedSor) order.workingFloor = 'EXCHANGE';
  const level = market.book(order.side).add(order, order.limit as bigint);
  reportLevel(world, market, order.side, level);
}

/** Takes an order out of wherever it is, gives back its lock and ends it. Says nothing; see {@link closed}. */
export function close(world: World, order: LiveOrder, status: OrderStatus): void {
  const { market } = order.seat;
  if (order.phase === 'RESTING' && order.level) {
    const level = market.book(order.side).remove(order);
    reportLevel(world, market, order.side, level);
  } else if (order.phase === 'WAITING') {
    market.waiting.remove(order);
  }
  order.phase = 'CLOSED';
  order.status = status;
  order.updateTime = world.time;
  if (!order.pair) setLock(world, order, 0n);
  order.seat.closed(order);
}

/** Ends an order by the rules of its kind, tells so, and lets its list follow. */
export function expire(world: World, order: LiveOrder, reason: ExpiryReason): void {
  order.expiryReason = reason;
  const other = claimPair(order);
  close(world, order, 'EXPIRED');
  reportOrder(world, order, 'EXPIRED', false);
  if (other) expire(world, other, 'OCO_TRIGGER');
  closed(world, order);
}

/** Lets an order's list follow, after the order has ended and that has been told. */
export function closed(world: World, order: LiveOrder): void {
  const { list } = order;
  if (!list?.isOpen) return;
  if (order === list.working) {
    if (order.status === 'FILLED') {
      world.deferred.push({ kind: 'ACTIVATED', list });
      return;
    }
    releaseWithheld(world, order);
    for (const pending of list.pending) if (pending.isOpen) expirePending(world, pending);
  }
  finishList(world, list);
}

function expirePending(world: World, order: LiveOrder): void {
  order.expiryReason = 'OTO_PHASE_ONE_EXPIRED';
  close(world, order, 'EXPIRED');
  reportOrder(world, order, 'EXPIRED', false);
}

/** Ends a list of which no order is open any more. */
export function finishList(world: World, list: LiveList): void {
  if (!list.isOpen || list.orders.some((order) => order.isOpen)) return;
  list.listStatusType = 'ALL_DONE';
  list.listOrderStatus = 'ALL_DONE';
  for (const order of list.orders) order.seat.openLists.delete(list);
  reportList(world, list, 'ALL_DONE', 'ALL_DONE');
}
