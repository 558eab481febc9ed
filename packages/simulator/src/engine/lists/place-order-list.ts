import { isRefusal, type Refusal, refusal } from '../../refusals/refusal.js';
import { emitList, emitOrder } from '../matching/emit-events.js';
import { matchOrder } from '../matching/match-order.js';
import { registerOrder } from '../matching/order-lifecycle.js';
import { setPeggedPrice } from '../matching/set-pegged-price.js';
import { copyList } from '../model/copy-order.js';
import type { EngineState } from '../model/engine-state.js';
import type { MarketAccount } from '../model/live-order.js';
import { LiveList, LiveOrder } from '../model/live-order.js';
import { isStopLoss } from '../model/order-type.js';
import { applyFilters, checkAgainstMarket, checkClientId, countAdded, lockFunds } from '../orders/check-order.js';
import { checkParameters } from '../orders/check-parameters.js';
import { checkSelfTradePrevention, checkSymbolSupports, checkTrading } from '../orders/check-permissions.js';
import { emitRejection, markRecords, rejectReason, resultOf } from '../orders/place-order.js';
import { startOrder } from '../orders/start-order.js';
import type { Leg, NewOrderList, OrderListResult, OrderResult, Side } from '../types/index.js';
import { contingentFirst, lockPendingFunds } from './activate-pending-orders.js';
import { aboveAndBelow, checkPairPrices, checkPairTypes, checkPendingPairPrices } from './check-oco.js';

type ListedOrder = {
  readonly prefix: string;
  readonly leg: Leg;
  readonly side: Side;
  /**
   * The quantity of the order. Undefined for a pending order of an OPO or OPOCO, which sells the quantity that the
   * working order has bought.
   */
  readonly quantity: bigint | undefined;
};

/**
 * The orders of an order list in the sequence in which they will get their ids: the working order first, and in an OCO
 * pair the stop loss first.
 */
function listedOrdersOf(list: NewOrderList): ListedOrder[] {
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

function lossFirst(pair: readonly ListedOrder[]): ListedOrder[] {
  return [...pair].sort((one, other) => Number(isStopLoss(other.leg.type)) - Number(isStopLoss(one.leg.type)));
}

export function placeOrderList(state: EngineState, accountId: number, request: NewOrderList): OrderListResult {
  const owner = state.marketAccount(accountId, request.symbol);
  const { account, market } = owner;
  const isPaid = request.kind === 'OPO' || request.kind === 'OPOCO';
  const listed = listedOrdersOf(request);
  checkShape(request, listed, isPaid);
  checkTrading(state, account, market);
  checkLists(owner, request);
  checkSelfTradePrevention(account, market, request.selfTradePreventionMode);
  const orders = listed.map(({ leg, side, quantity }) => {
    checkSymbolSupports(market, leg);
    const { selfTradePreventionMode } = request;
    const order = { ...leg, symbol: request.symbol, side, quantity, selfTradePreventionMode };
    return new LiveOrder(order, owner, leg.newClientOrderId ?? state.clientOrderIds.next(), state.time);
  });
  const isOco = request.kind === 'OCO';
  const placed = isOco ? orders : orders.slice(0, 1);
  for (const order of placed) if (!order.isContingent) setPeggedPrice(order);

  if (!account.house) account.counts.checkRoom(orders.length, state.time);
  const added = countAdded(orders, 1);
  for (const order of orders) applyFilters(state, order, added);
  const clientId = request.listClientOrderId ?? state.clientOrderIds.next();
  try {
    checkListClientId(state, owner, clientId);
    checkClientIds(orders);
    if (isOco) checkPairPrices(...aboveAndBelow(orders));
    else if (orders.length === 3) checkPendingPairPrices(...aboveAndBelow(orders.slice(1)));
    for (const order of placed) checkAgainstMarket(order);
    if (isOco) lockPendingFunds(state, orders);
    else lockFunds(state, orders[0] as LiveOrder);
  } catch (error) {
    if (isRefusal(error)) refuseList(state, request, orders, clientId, error);
    throw error;
  }
  if (!account.house) account.counts.add(orders.length, state.time);
  return acceptList(state, owner, request, orders, clientId);
}

function acceptList(
  state: EngineState,
  owner: MarketAccount,
  request: NewOrderList,
  orders: readonly LiveOrder[],
  clientId: string,
): OrderListResult {
  const isOco = request.kind === 'OCO';
  const working = isOco ? undefined : orders[0];
  const list = new LiveList(state.nextListId, request.kind, clientId, orders, working, state.time);
  state.nextListId += 1;
  state.lists.set(list.orderListId, list);
  owner.openLists.add(list);
  const marks = markRecords(owner);
  for (const order of orders) {
    order.list = list;
    order.orderListId = list.orderListId;
    registerOrder(state, order, isOco ? (order.isContingent ? 'WAITING' : 'TAKING') : 'PENDING');
  }
  emitList(state, list, 'EXEC_STARTED', 'EXECUTING');
  if (working) {
    for (const order of list.pending) emitOrder(state, order, 'NEW', false);
    matchOrder(state, working);
  } else {
    for (const order of contingentFirst(orders)) if (order.isOpen) startOrder(state, order);
  }
  const reports = orders.map((order): OrderResult => resultOf(state, order, marks));
  return { list: copyList(list), reports };
}

/** Checks the types, the sides and the other parameters of the orders in an order list. @throws {Refusal} */
function checkShape(request: NewOrderList, listed: readonly ListedOrder[], isPaid: boolean): void {
  for (const { prefix, leg, quantity } of listed) {
    const isPairOrder = prefix !== 'working' && prefix !== 'pending';
    checkParameters({ ...leg, quantity }, prefix, !isPairOrder && !(isPaid && prefix === 'pending'));
  }
  if (request.kind === 'OCO') {
    if (request.quantity <= 0n) throw refusal('INVALID_QUANTITY');
    checkPairTypes(request.side, request.above, request.below);
    return;
  }
  const { type, side } = request.working;
  if (type !== 'LIMIT' && type !== 'LIMIT_MAKER') throw refusal('INVALID_ORDER_TYPE');
  if (request.kind === 'OTOCO' || request.kind === 'OPOCO') {
    if (request.kind === 'OTOCO' && request.pendingQuantity <= 0n) throw refusal('INVALID_QUANTITY');
    checkPairTypes(request.pendingSide, request.pendingAbove, request.pendingBelow);
  }
  if (!isPaid) return;
  if (side !== 'BUY') throw refusal('OPO_WORKING_ORDER_MUST_BUY');
  const pendingSide = request.kind === 'OPO' ? request.pending.side : (request as { pendingSide: Side }).pendingSide;
  if (pendingSide !== 'SELL') throw refusal('OPO_PENDING_ORDERS_MUST_SELL');
}

function checkLists({ market }: MarketAccount, { kind }: NewOrderList): void {
  const { info } = market;
  const needsOco = kind === 'OCO' || kind === 'OTOCO' || kind === 'OPOCO';
  if (needsOco && !info.ocoAllowed) throw refusal('OCO_NOT_SUPPORTED');
  if (kind === 'OCO') return;
  if (!info.otoAllowed) throw refusal('OTO_NOT_SUPPORTED');
  const isPaid = kind === 'OPO' || kind === 'OPOCO';
  if (isPaid && !info.opoAllowed) throw refusal('OPO_NOT_SUPPORTED');
}

function checkListClientId(state: EngineState, { account }: MarketAccount, clientId: string): void {
  for (const market of state.marketAccountsOf(account)) {
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

/** Emits the events of a refused order list. */
function refuseList(
  state: EngineState,
  { kind }: NewOrderList,
  orders: readonly LiveOrder[],
  clientId: string,
  error: Refusal,
): void {
  for (const order of orders) {
    order.orderListId = state.nextListId;
    emitRejection(state, order, error);
  }
  if (!state.assumptions.reportRefusals) return;
  const list = new LiveList(state.nextListId, kind, clientId, orders, undefined, state.time);
  state.nextListId += 1;
  emitList(state, list, 'RESPONSE', 'REJECT', rejectReason(error));
}
