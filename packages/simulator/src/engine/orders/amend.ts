import { refusal } from '../../refusals/refusal.js';
import type { Amount } from '../amount.js';
import { relock } from '../matching/locks.js';
import { reportLevel, reportList, reportOrder } from '../matching/reports.js';
import { checkQuantityFilters } from '../model/filters.js';
import { otherOf } from '../model/live-list.js';
import type { LiveOrder } from '../model/live-order.js';
import type { World } from '../model/world.js';
import type { AmendOrder, AmendResult } from '../types.js';
import { addedBy } from './admission.js';
import { findOpen } from './cancel.js';
import { copyList } from './copies.js';
import { checkCancelling } from './permission.js';

/** Reduces an open order's quantity; it keeps its place in the queue. Of a pair, both orders shrink. */
export function amendOrder(world: World, accountId: number, amend: AmendOrder): AmendResult {
  const seat = world.seat(accountId, amend.symbol);
  checkCancelling(world, seat.account, seat.market, 'AMEND');
  if (!seat.market.info.amendAllowed) throw refusal('AMEND_NOT_SUPPORTED');
  const order = findOpen(seat, amend, 'AMEND');
  const origClientOrderId = order.clientOrderId;
  const clientOrderId = amend.newClientOrderId ?? world.clientIds.next();
  checkAmendment(order, amend.newQty, clientOrderId);
  checkQuantityFilters({ order, seat, quantity: amend.newQty, time: world.time, added: addedBy([]) });

  const other = partnerOf(order);
  rename(order, clientOrderId);
  const executionId = reduce(world, order, amend.newQty, origClientOrderId);
  if (other) reduce(world, other, amend.newQty, other.clientOrderId);
  if (order.pair) relock(world, order);
  if (order.list && clientOrderId !== origClientOrderId) reportList(world, order.list, 'UPDATED', 'EXECUTING');
  return {
    order,
    origClientOrderId,
    executionId,
    transactTime: world.time,
    list: order.list && copyList(order.list),
  };
}

function checkAmendment(order: LiveOrder, newQty: Amount, clientOrderId: string): void {
  const { quantity, seat } = order;
  if (quantity === undefined) throw refusal('AMEND_PENDING_OPO');
  if (newQty > quantity) throw refusal('AMEND_INCREASE');
  if (newQty === quantity) throw refusal('AMEND_NO_CHANGE');
  // What is filled or prevented cannot be taken back.
  if (newQty <= order.executedQty + order.preventedQuantity) {
    throw refusal('UNSUPPORTED_COMBINATION', { command: 'AMEND' });
  }
  if (order.amendments >= seat.market.rules.maxAmendments) throw refusal('TOO_MANY_AMENDMENTS');
  const holder = seat.byClientId.get(clientOrderId);
  if (holder !== order && holder?.isOpen) throw refusal('DUPLICATE_CLIENT_ORDER_ID', { command: 'AMEND' });
}

/** The other order of an OCO, or of the pair that waits for a working order: the two always have one quantity. */
function partnerOf(order: LiveOrder): LiveOrder | undefined {
  const { pair, list } = order;
  if (pair) return otherOf(pair, order);
  if (order.phase !== 'PENDING') return undefined;
  return list?.orders.find((each) => each !== order && each.phase === 'PENDING');
}

function rename(order: LiveOrder, clientOrderId: string): void {
  const { byClientId } = order.seat;
  if (byClientId.get(order.clientOrderId) === order) byClientId.delete(order.clientOrderId);
  order.clientOrderId = clientOrderId;
  byClientId.set(clientOrderId, order);
}

/** Makes the quantity smaller and keeps a record of it. An iceberg shows less only when less is left than it shows. */
function reduce(world: World, order: LiveOrder, newQty: Amount, origClientOrderId: string): number {
  const { seat } = order;
  const origQty = order.quantity ?? 0n;
  order.remaining -= origQty - newQty;
  order.quantity = newQty;
  order.amendments += 1;
  order.updateTime = world.time;
  const { level } = order;
  if (level && order.visible > order.remaining) {
    level.total -= order.visible - order.remaining;
    order.visible = order.remaining;
    reportLevel(world, seat.market, order.side, level);
  }
  if (!order.pair && order.phase !== 'PENDING') relock(world, order);
  const executionId = reportOrder(world, order, 'REPLACED', level !== undefined, { origClientOrderId });
  seat.amendments.push({
    symbol: order.symbol,
    orderId: order.orderId,
    executionId,
    origClientOrderId,
    newClientOrderId: order.clientOrderId,
    origQty,
    newQty,
    time: world.time,
  });
  return executionId;
}
