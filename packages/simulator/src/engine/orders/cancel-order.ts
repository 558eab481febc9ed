import type { RefusedCommand } from '../../refusals/reasons.js';
import { refusal } from '../../refusals/refusal.js';
import { emitOrder } from '../matching/emit-events.js';
import { dissolvePair, releaseWithheld } from '../matching/locks.js';
import { closeListIfDone, closeOrder } from '../matching/order-lifecycle.js';
import { copyList } from '../model/copy-order.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveList, LiveOrder, MarketAccount } from '../model/live-order.js';
import type {
  CancelListResult,
  CancelledEntry,
  CancelOrder,
  CancelOrderList,
  CancelResult,
  OrderReference,
} from '../types/index.js';
import { checkCancelling } from './check-permissions.js';

/**
 * Finds an open order by its order id or its client order id. If both are given, both must match.
 *
 * @throws {Refusal} MISSING_BOTH_PARAMETERS, UNKNOWN_ORDER
 */
export function findOpen(
  owner: MarketAccount,
  reference: Omit<OrderReference, 'symbol'>,
  command: RefusedCommand,
): LiveOrder {
  const { orderId, origClientOrderId } = reference;
  if (orderId === undefined && origClientOrderId === undefined) {
    throw refusal('MISSING_BOTH_PARAMETERS', { one: 'origClientOrderId', other: 'orderId' });
  }
  const order = orderId === undefined ? owner.byClientId.get(origClientOrderId ?? '') : owner.market.orderById(orderId);
  const isMeant = order?.owner === owner && order.isOpen;
  if (!isMeant || (origClientOrderId !== undefined && order.clientOrderId !== origClientOrderId)) {
    throw refusal('UNKNOWN_ORDER', { command });
  }
  return order;
}

export function cancelOrder(
  state: EngineState,
  accountId: number,
  cancel: CancelOrder,
): CancelResult | CancelListResult {
  const owner = state.marketAccount(accountId, cancel.symbol);
  checkCancelling(state, owner.account, owner.market);
  const order = findOpen(owner, cancel, 'CANCEL');
  const { cancelRestrictions: only } = cancel;
  if (
    (only === 'ONLY_NEW' && order.status !== 'NEW') ||
    (only === 'ONLY_PARTIALLY_FILLED' && order.status !== 'PARTIALLY_FILLED')
  ) {
    throw refusal('CANCEL_RESTRICTED');
  }
  const name = cancel.newClientOrderId ?? state.clientOrderIds.next();
  if (order.list) return cancelList(state, order.list, name);
  const report = cancelOne(state, order, name);
  renameCancelled(state, [report]);
  return report;
}

export function cancelOpenOrders(state: EngineState, accountId: number, symbol: string): CancelledEntry[] {
  const owner = state.marketAccount(accountId, symbol);
  checkCancelling(state, owner.account, owner.market);
  if (owner.open.size === 0) throw refusal('UNKNOWN_ORDER', { command: 'CANCEL' });
  const name = state.clientOrderIds.next();
  const entries: CancelResult[] = [];
  const lists: CancelListResult[] = [];
  for (const order of [...owner.open]) {
    if (!order.isOpen) continue;
    if (order.list) lists.push(cancelList(state, order.list, name));
    else entries.push(cancelOne(state, order, name));
  }
  renameCancelled(state, entries);
  return [...entries, ...lists];
}

export function cancelOrderList(state: EngineState, accountId: number, cancel: CancelOrderList): CancelListResult {
  const owner = state.marketAccount(accountId, cancel.symbol);
  checkCancelling(state, owner.account, owner.market);
  const { orderListId, listClientOrderId } = cancel;
  if (orderListId === undefined && listClientOrderId === undefined) {
    throw refusal('MISSING_BOTH_PARAMETERS', { one: 'orderListId', other: 'listClientOrderId' });
  }
  for (const list of owner.openLists) {
    if (orderListId !== undefined && list.orderListId !== orderListId) continue;
    if (listClientOrderId !== undefined && list.listClientOrderId !== listClientOrderId) continue;
    return cancelList(state, list, cancel.newClientOrderId ?? state.clientOrderIds.next());
  }
  throw refusal('UNKNOWN_ORDER', { command: 'CANCEL' });
}

function cancelOne(state: EngineState, order: LiveOrder, name: string): CancelResult {
  const origClientOrderId = order.clientOrderId;
  closeOrder(state, order, 'CANCELED');
  emitOrder(state, order, 'CANCELED', false, { clientOrderId: name, origClientOrderId });
  return { order, origClientOrderId, clientOrderId: name, transactTime: state.time };
}

/** Cancels the open orders of an order list, and closes the list. */
export function cancelList(state: EngineState, list: LiveList, name: string): CancelListResult {
  const reports: CancelResult[] = [];
  if (list.working) releaseWithheld(state, list.working);
  for (const order of list.orders) {
    if (!order.isOpen) continue;
    dissolvePair(order);
    reports.push(cancelOne(state, order, name));
  }
  closeListIfDone(state, list);
  // In the samples of Binance's documentation, the `orders` of a cancelled list have their old client order ids. So the
  // list is copied before `renameCancelled` changes these ids.
  const result = { list: copyList(list), reports };
  renameCancelled(state, reports);
  return result;
}

/**
 * Gives cancelled orders the client order id of the cancellation, if the option `cancelledClientOrderId` of the
 * matching assumptions is `replaced`.
 */
function renameCancelled(state: EngineState, reports: readonly CancelResult[]): void {
  if (state.assumptions.cancelledClientOrderId !== 'replaced') return;
  for (const { order, clientOrderId } of reports) {
    const { owner } = order as LiveOrder;
    owner.rename(order as LiveOrder, clientOrderId);
  }
}
