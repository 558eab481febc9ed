import { refusal } from '../../refusals/refusal.js';
import { emitLevel, emitList, emitOrder } from '../matching/emit-events.js';
import { updateLock } from '../matching/locks.js';
import { closeOrder, updateListAfter } from '../matching/order-lifecycle.js';
import { copyList } from '../model/copy-order.js';
import type { EngineState } from '../model/engine-state.js';
import { checkQuantityFilters } from '../model/filters/check-filters.js';
import type { LiveOrder } from '../model/live-order.js';
import { otherOrderOf } from '../model/live-order.js';
import type { Amount } from '../types/amount.js';
import type { AmendOrder, AmendResult } from '../types/index.js';
import { findOpen } from './cancel-order.js';
import { countAdded, filterSubject } from './check-order.js';
import { checkCancelling } from './check-permissions.js';

/**
 * Reduces the quantity of an open order, which keeps its place in the queue. If the order is in an OCO pair, both
 * orders of the pair are reduced. An order with no quantity left to execute expires.
 */
export function amendOrder(state: EngineState, accountId: number, amend: AmendOrder): AmendResult {
  const owner = state.marketAccount(accountId, amend.symbol);
  checkCancelling(state, owner.account, owner.market, 'AMEND');
  if (!owner.market.info.amendAllowed) throw refusal('AMEND_NOT_SUPPORTED');
  const order = findOpen(owner, amend, 'AMEND');
  const origClientOrderId = order.clientOrderId;
  const clientOrderId = amend.newClientOrderId ?? state.clientOrderIds.next();
  checkAmendment(order, amend.newQty, clientOrderId);
  checkQuantityFilters(owner.market.rules, filterSubject(state, order, amend.newQty, countAdded([])));

  const other = partnerOf(order);
  owner.rename(order, clientOrderId);
  const executionId = reduce(state, order, amend.newQty, origClientOrderId);
  if (other) reduce(state, other, amend.newQty, other.clientOrderId);
  if (order.pair) updateLock(state, order);
  if (order.list && clientOrderId !== origClientOrderId) emitList(state, order.list, 'UPDATED', 'EXECUTING');
  if (order.remaining === 0n) end(state, order);
  return {
    order,
    origClientOrderId,
    executionId,
    transactTime: state.time,
    list: order.list && copyList(order.list),
  };
}

function checkAmendment(order: LiveOrder, newQty: Amount, clientOrderId: string): void {
  const { quantity, owner } = order;
  if (quantity === undefined) throw refusal('AMEND_PENDING_OPO');
  if (newQty === 0n) throw refusal('INVALID_QUANTITY');
  if (newQty > quantity) throw refusal('AMEND_INCREASE');
  if (newQty === quantity) throw refusal('AMEND_NO_CHANGE');
  // The new quantity cannot be less than what is already executed or prevented.
  if (newQty < order.executedQty + order.preventedQuantity) {
    throw refusal('UNSUPPORTED_COMBINATION', { command: 'AMEND' });
  }
  if (order.amendments >= owner.market.rules.maxAmendments) throw refusal('TOO_MANY_AMENDMENTS');
  const holder = owner.byClientId.get(clientOrderId);
  if (holder !== order && holder?.isOpen) throw refusal('DUPLICATE_CLIENT_ORDER_ID', { command: 'AMEND' });
}

/**
 * Returns the other order of the OCO pair to which `order` belongs, because both orders of a pair always have the same
 * quantity. The pair may still be pending in an order list. Returns undefined if `order` is not in a pair.
 */
function partnerOf(order: LiveOrder): LiveOrder | undefined {
  const { pair, list } = order;
  if (pair) return otherOrderOf(pair, order);
  if (order.phase !== 'PENDING') return undefined;
  return list?.orders.find((each) => each !== order && each.phase === 'PENDING');
}

/**
 * Expires an order that has nothing left to execute after its amendment. Binance documents no expiry reason for such
 * an order.
 */
function end(state: EngineState, order: LiveOrder): void {
  closeOrder(state, order, 'EXPIRED');
  emitOrder(state, order, 'EXPIRED', false);
  updateListAfter(state, order);
}

/** Reduces the quantity and records the amendment. @returns the id of the execution report of the amendment */
function reduce(state: EngineState, order: LiveOrder, newQty: Amount, origClientOrderId: string): number {
  const { owner } = order;
  const origQty = order.quantity ?? 0n;
  order.remaining -= origQty - newQty;
  order.quantity = newQty;
  order.amendments += 1;
  order.updateTime = state.time;
  const { level } = order;
  const isOnBook = level !== undefined && order.remaining > 0n;
  if (isOnBook && order.visible > order.remaining) {
    level.total -= order.visible - order.remaining;
    order.visible = order.remaining;
    emitLevel(state, owner.market, order.side, level);
  }
  if (!order.pair && order.phase !== 'PENDING') updateLock(state, order);
  const executionId = emitOrder(state, order, 'REPLACED', isOnBook, { origClientOrderId });
  owner.amendments.push({
    symbol: order.symbol,
    orderId: order.orderId,
    executionId,
    origClientOrderId,
    newClientOrderId: order.clientOrderId,
    origQty,
    newQty,
    time: state.time,
  });
  return executionId;
}
