import { isRefusal, type Refusal, refusal } from '../../refusals/refusal.js';
import { register } from '../matching/lifecycle.js';
import { peg } from '../matching/peg.js';
import { reportList, reportOrder } from '../matching/reports.js';
import { enter } from '../matching/take.js';
import { LiveList } from '../model/live-list.js';
import { isLoss, LiveOrder } from '../model/live-order.js';
import type { Seat } from '../model/seat.js';
import type { World } from '../model/world.js';
import { addedBy, checkClientId, examine, filter, fund } from '../orders/admission.js';
import { checkComposition } from '../orders/composition.js';
import { copyList } from '../orders/copies.js';
import { checkKind, checkStp, checkTrading } from '../orders/permission.js';
import { mark, rejectReason, reportRefusal, resultOf } from '../orders/place.js';
import { start } from '../orders/start.js';
import type { Leg, NewOrderList, OrderListResult, OrderResult, Side } from '../types.js';
import { byWaiting, fundPending } from './activate.js';
import { aboveAndBelow, checkPairTypes, examinePair, examineWaitingPair } from './pair.js';

type Part = {
  readonly prefix: string;
  readonly leg: Leg;
  readonly side: Side;
  /** Undefined for what is paid by the working order. */
  readonly quantity: bigint | undefined;
};

/** The orders of a list in the order in which the exchange numbers them: working first, of a pair the stop loss. */
function partsOf(list: NewOrderList): Part[] {
  switch (list.kind) {
    case 'OCO': {
      const { side, quantity, above, below } = list;
      return lossFirst([
        { prefix: 'above', leg: above, side, quantity },
        { prefix: 'below', leg: below, side, quantity },
      ]);
    }
    case 'OTO':
    case 'OPO': {
      const { working, pending } = list;
      const quantity = list.kind === 'OTO' ? list.pending.quantity : undefined;
      return [
        { prefix: 'working', leg: working, side: working.side, quantity: working.quantity },
        { prefix: 'pending', leg: pending, side: pending.side, quantity },
      ];
    }
    case 'OTOCO':
    case 'OPOCO': {
      const { working, pendingAbove, pendingBelow, pendingSide: side } = list;
      const quantity = list.kind === 'OTOCO' ? list.pendingQuantity : undefined;
      const pair = lossFirst([
        { prefix: 'pendingAbove', leg: pendingAbove, side, quantity },
        { prefix: 'pendingBelow', leg: pendingBelow, side, quantity },
      ]);
      return [{ prefix: 'working', leg: working, side: working.side, quantity: working.quantity }, ...pair];
    }
  }
}

function lossFirst(pair: readonly Part[]): Part[] {
  return [...pair].sort((one, other) => Number(isLoss(other.leg.type)) - Number(isLoss(one.leg.type)));
}

export function placeOrderList(world: World, accountId: number, request: NewOrderList): OrderListResult {
  const seat = world.seat(accountId, request.symbol);
  const { account, market } = seat;
  const isPaid = request.kind === 'OPO' || request.kind === 'OPOCO';
  const parts = partsOf(request);
  checkShape(request, parts, isPaid);
  checkTrading(account, market);
  checkLists(seat, request);
  checkStp(account, market, request.selfTradePreventionMode);
  const orders = parts.map(({ leg, side, quantity }) => {
    checkKind(market, leg);
    const { selfTradePreventionMode } = request;
    const order = { ...leg, symbol: request.symbol, side, quantity, selfTradePreventionMode };
    return new LiveOrder(order, seat, leg.newClientOrderId ?? world.clientIds.next(), world.time);
  });
  const isOco = request.kind === 'OCO';
  const placed = isOco ? orders : orders.slice(0, 1);
  for (const order of placed) if (!order.isContingent) peg(order);

  if (!account.house) account.counts.admit(orders.length, world.time);
  const added = addedBy(orders, 1);
  for (const order of orders) filter(world, order, added);
  const clientId = request.listClientOrderId ?? world.clientIds.next();
  try {
    checkListClientId(seat, clientId);
    checkClientIds(orders);
    if (isOco) examinePair(...aboveAndBelow(orders));
    else if (orders.length === 3) examineWaitingPair(...aboveAndBelow(orders.slice(1)));
    for (const order of placed) examine(order);
    if (isOco) fundPending(world, orders);
    else fund(world, orders[0] as LiveOrder);
  } catch (error) {
    if (isRefusal(error)) refuseList(world, request, orders, clientId, error);
    throw error;
  }
  if (!account.house) account.counts.add(orders.length, world.time);
  return launchList(world, seat, request, orders, clientId);
}

function launchList(
  world: World,
  seat: Seat,
  request: NewOrderList,
  orders: readonly LiveOrder[],
  clientId: string,
): OrderListResult {
  const isOco = request.kind === 'OCO';
  const working = isOco ? undefined : orders[0];
  const list = new LiveList(world.nextListId, request.kind, clientId, orders, working, world.time);
  world.nextListId += 1;
  world.lists.set(list.orderListId, list);
  seat.openLists.add(list);
  const marks = mark(seat);
  for (const order of orders) {
    order.list = list;
    order.orderListId = list.orderListId;
    register(world, order, isOco ? (order.isContingent ? 'WAITING' : 'TAKING') : 'PENDING');
  }
  reportList(world, list, 'EXEC_STARTED', 'EXECUTING');
  if (working) {
    for (const order of list.pending) reportOrder(world, order, 'NEW', false);
    enter(world, working);
  } else {
    for (const order of byWaiting(orders)) if (order.isOpen) start(world, order);
  }
  const reports = orders.map((order): OrderResult => resultOf(world, order, marks));
  return { list: copyList(list), reports };
}

/** A list's orders have no order by quote among them; each has the parameters that its type needs. */
function checkShape(request: NewOrderList, parts: readonly Part[], isPaid: boolean): void {
  for (const { prefix, leg, quantity } of parts) {
    const isPairOrder = prefix !== 'working' && prefix !== 'pending';
    checkComposition({ ...leg, quantity }, prefix, !isPairOrder && !(isPaid && prefix === 'pending'));
  }
  if (request.kind === 'OCO') {
    if (request.quantity <= 0n) throw refusal('MISSING_PARAMETER', { name: 'quantity' });
    checkPairTypes(request.side, request.above, request.below);
    return;
  }
  const { type, side } = request.working;
  if (type !== 'LIMIT' && type !== 'LIMIT_MAKER') throw refusal('INVALID_ORDER_TYPE');
  if (request.kind === 'OTOCO' || request.kind === 'OPOCO') {
    if (request.kind === 'OTOCO' && request.pendingQuantity <= 0n) {
      throw refusal('MISSING_PARAMETER', { name: 'pendingQuantity' });
    }
    checkPairTypes(request.pendingSide, request.pendingAbove, request.pendingBelow);
  }
  if (!isPaid) return;
  if (side !== 'BUY') throw refusal('OPO_WORKING_ORDER_MUST_BUY');
  const pendingSide = request.kind === 'OPO' ? request.pending.side : (request as { pendingSide: Side }).pendingSide;
  if (pendingSide !== 'SELL') throw refusal('OPO_PENDING_ORDERS_MUST_SELL');
}

function checkLists({ market }: Seat, { kind }: NewOrderList): void {
  const { info } = market;
  const needsOco = kind === 'OCO' || kind === 'OTOCO' || kind === 'OPOCO';
  if (needsOco && !info.ocoAllowed) throw refusal('OCO_NOT_SUPPORTED');
  if (kind === 'OCO') return;
  if (!info.otoAllowed) throw refusal('OTO_NOT_SUPPORTED');
  const isPaid = kind === 'OPO' || kind === 'OPOCO';
  if (isPaid && !info.opoAllowed) throw refusal('OPO_NOT_SUPPORTED');
}

function checkListClientId(seat: Seat, clientId: string): void {
  for (const market of seat.account.seats.values()) {
    for (const list of market.openLists) {
      if (list.listClientOrderId !== clientId) continue;
      throw refusal('DUPLICATE_CLIENT_ORDER_ID', { command: 'NEW_ORDER' });
    }
  }
}

function checkClientIds(orders: readonly LiveOrder[]): void {
  const ids = new Set(orders.map((order) => order.clientOrderId));
  if (ids.size < orders.length) throw refusal('DUPLICATE_CLIENT_ORDER_ID', { command: 'NEW_ORDER' });
  for (const order of orders) checkClientId(order);
}

/** Tells of a list that the engine refused. */
function refuseList(
  world: World,
  { kind }: NewOrderList,
  orders: readonly LiveOrder[],
  clientId: string,
  error: Refusal,
): void {
  for (const order of orders) {
    order.orderListId = world.nextListId;
    reportRefusal(world, order, error);
  }
  if (!world.choices.reportRefusals) return;
  const list = new LiveList(world.nextListId, kind, clientId, orders, undefined, world.time);
  world.nextListId += 1;
  reportList(world, list, 'RESPONSE', 'REJECT', rejectReason(error));
}
