import { refusal } from '../../refusals/refusal.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveOrder, MarketAccount } from '../model/live-order.js';
import type { HistoryQuery, OrderList, OrderReference } from '../types/index.js';

const DEFAULT_LIMIT = 500;
const NINETY_DAYS = 90 * 86_400_000_000;

type Row = { readonly id: number; readonly orderId: number; readonly time: number };

/**
 * Selects at most `limit` rows of history, sorted by id. If `fromId`, `startTime` or `orderId` is given, selects the
 * oldest matching rows, otherwise the newest ones.
 */
export function select<T>(rows: readonly T[], of: (row: T) => Row, query: Omit<HistoryQuery, 'symbol'>): T[] {
  const { orderId, fromId, startTime, endTime, limit = DEFAULT_LIMIT } = query;
  const matches = rows.filter((row) => {
    const { id, orderId: order, time } = of(row);
    return (
      (orderId === undefined || order === orderId) &&
      (fromId === undefined || id >= fromId) &&
      (startTime === undefined || time >= startTime) &&
      (endTime === undefined || time <= endTime)
    );
  });
  const isForward = fromId !== undefined || startTime !== undefined || orderId !== undefined;
  return isForward ? matches.slice(0, limit) : matches.slice(-limit);
}

/** Finds an order. @throws {Refusal} if there is no such order, or if it is archived (see `isArchived`) */
export function findOrder(
  state: EngineState,
  owner: MarketAccount,
  reference: Omit<OrderReference, 'symbol'>,
): LiveOrder {
  const { orderId, origClientOrderId } = reference;
  if (orderId === undefined && origClientOrderId === undefined) {
    throw refusal('MISSING_BOTH_PARAMETERS', { one: 'origClientOrderId', other: 'orderId' });
  }
  const order = orderId === undefined ? owner.byClientId.get(origClientOrderId ?? '') : owner.market.orderById(orderId);
  if (!order || order.owner !== owner) throw refusal('ORDER_DOES_NOT_EXIST');
  if (origClientOrderId !== undefined && order.clientOrderId !== origClientOrderId) {
    throw refusal('CLIENT_ORDER_ID_MISMATCH');
  }
  if (isArchived(state, order)) throw refusal('ORDER_ARCHIVED');
  return order;
}

export function isArchived(state: EngineState, order: LiveOrder): boolean {
  return !order.isOpen && order.executedQty === 0n && state.time - order.updateTime > NINETY_DAYS;
}

/** Finds an order list. @throws {Refusal} if there is no such list */
export function findList(
  state: EngineState,
  accountId: number,
  reference: { orderListId?: number | undefined; listClientOrderId?: string | undefined },
): OrderList {
  const { orderListId, listClientOrderId } = reference;
  if (orderListId === undefined && listClientOrderId === undefined) {
    throw refusal('MISSING_BOTH_PARAMETERS', { one: 'orderListId', other: 'origClientOrderId' });
  }
  let found: OrderList | undefined;
  for (const list of state.lists.values()) {
    if (list.accountId !== accountId) continue;
    if (orderListId !== undefined && list.orderListId !== orderListId) continue;
    if (listClientOrderId !== undefined && list.listClientOrderId !== listClientOrderId) continue;
    found = list;
  }
  if (!found) throw refusal('ORDER_DOES_NOT_EXIST');
  return found;
}
