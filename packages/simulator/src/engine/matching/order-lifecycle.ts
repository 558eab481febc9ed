import type { EngineState } from '../model/engine-state.js';
import type { LiveList, LiveOrder } from '../model/live-order.js';
import type { ExpiryReason, OrderStatus } from '../types/index.js';
import { emitLevel, emitList, emitOrder } from './emit-events.js';
import { dissolvePair, releaseWithheld, setLock } from './locks.js';
import { trimHistory } from './trim-history.js';

/** Gives a new order its id, and adds the order to its account and its market. */
export function registerOrder(state: EngineState, order: LiveOrder, phase: 'PENDING' | 'WAITING' | 'TAKING'): void {
  const { owner } = order;
  const { market } = owner;
  order.orderId = market.nextOrderId;
  market.nextOrderId += 1;
  market.orders.set(order.orderId, order);
  order.phase = phase;
  if (phase === 'PENDING') order.status = 'PENDING_NEW';
  owner.orders.push(order);
  owner.byClientId.set(order.clientOrderId, order);
  owner.addOpen(order);
  trimHistory(state, owner);
}

/** Puts the remaining quantity of an order on the book. */
export function restOnBook(state: EngineState, order: LiveOrder): void {
  const { market } = order.owner;
  order.phase = 'RESTING';
  order.visible = order.icebergQty > 0n && order.icebergQty < order.remaining ? order.icebergQty : order.remaining;
  if (order.usedSor) order.workingFloor = 'EXCHANGE';
  const level = market.book(order.side).add(order, order.limit as bigint);
  emitLevel(state, market, order.side, level);
}

/**
 * Removes an order from the book or from the waiting orders, unlocks its funds and closes it. The caller must emit the
 * order event.
 */
export function closeOrder(state: EngineState, order: LiveOrder, status: OrderStatus): void {
  const { market } = order.owner;
  if (order.phase === 'RESTING' && order.level) {
    const level = market.book(order.side).remove(order);
    emitLevel(state, market, order.side, level);
  } else if (order.phase === 'WAITING') {
    market.waiting.remove(order);
  }
  order.phase = 'CLOSED';
  order.status = status;
  order.updateTime = state.time;
  if (!order.pair) setLock(state, order, 0n);
  order.owner.removeOpen(order);
}

/** Expires an order and emits its event. Then updates the OCO pair and the order list to which it belongs. */
export function expireOrder(state: EngineState, order: LiveOrder, reason: ExpiryReason): void {
  order.expiryReason = reason;
  const other = dissolvePair(order);
  closeOrder(state, order, 'EXPIRED');
  emitOrder(state, order, 'EXPIRED', false);
  if (other) expireOrder(state, other, 'OCO_TRIGGER');
  updateListAfter(state, order);
}

/** Updates the order list of an order that has closed. Call it after the event of that order was emitted. */
export function updateListAfter(state: EngineState, order: LiveOrder): void {
  const { list } = order;
  if (!list?.isOpen) return;
  if (order === list.working) {
    if (order.status === 'FILLED') {
      state.followUps.push({ kind: 'ACTIVATED', list });
      return;
    }
    releaseWithheld(state, order);
    for (const pending of list.pending) if (pending.isOpen) expirePending(state, pending);
  }
  closeListIfDone(state, list);
}

function expirePending(state: EngineState, order: LiveOrder): void {
  order.expiryReason = 'OTO_PHASE_ONE_EXPIRED';
  closeOrder(state, order, 'EXPIRED');
  emitOrder(state, order, 'EXPIRED', false);
}

/** Closes an order list if none of its orders is open. */
export function closeListIfDone(state: EngineState, list: LiveList): void {
  if (!list.isOpen || list.orders.some((order) => order.isOpen)) return;
  list.listStatusType = 'ALL_DONE';
  list.listOrderStatus = 'ALL_DONE';
  for (const order of list.orders) order.owner.openLists.delete(list);
  emitList(state, list, 'ALL_DONE', 'ALL_DONE');
}
