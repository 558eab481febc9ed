import { compareIds } from '@pkg/core/internal';
import type { Order, OrderList } from '@pkg/core/operations';
import type { ListStatus } from '../events/user.js';
import { isOpenStatus } from './order-tracker.js';
import type { RecoveredReport } from './recovered-reports.js';

/** A missed event of an order list, reconstructed from queries. */
export type RecoveredListStatus = ListStatus & { readonly recovered: true };

/** The data from which the missed events of one order list are reconstructed. */
export type MissedListChanges = {
  /** The order list, read after its orders. */
  readonly list: OrderList;
  /** Those orders of the list that were read. */
  readonly orders: readonly Order[];
  /** The client order ids that were reported to consumers, by order id. Orders that were not reported are left out. */
  readonly knownIds: ReadonlyMap<number, string>;
  /** Whether consumers were notified of the list before. */
  readonly isKnown: boolean;
  /** The missed execution reports of the list's orders, oldest first. */
  readonly reports: readonly RecoveredReport[];
};

/**
 * Returns the missed events of an order list: its beginning, new client order ids of its orders, and its end. The
 * exchange also sends a list event when a pending order becomes active. This event cannot be recovered, because no
 * query returns its time. Consumers learn of the activation from the execution report of the order.
 */
export function recoveredLists({ list, orders, knownIds, isKnown, reports }: MissedListChanges): RecoveredListStatus[] {
  const clientOrderIds = new Map(
    list.orders.map(({ orderId, clientOrderId }) => {
      const first = reports.find(({ i }) => i === orderId)?.c;
      return [orderId, knownIds.get(orderId) ?? first ?? clientOrderId];
    }),
  );
  const events: RecoveredListStatus[] = [];
  const push = (time: number, fields: Pick<ListStatus, 'l' | 'L'>): void => {
    events.push({
      ...{ e: 'listStatus', E: time, s: list.symbol, g: list.orderListId, c: list.contingencyType },
      ...{ ...fields, r: 'NONE', C: list.listClientOrderId, T: time },
      O: list.orders.map(({ symbol, orderId }) => ({
        ...{ s: symbol, i: orderId, c: clientOrderIds.get(orderId) as string },
      })),
      recovered: true,
    });
  };
  if (!isKnown) push(orders[0]?.time ?? list.transactionTime, { l: 'EXEC_STARTED', L: 'EXECUTING' });
  // Amendments in the same millisecond are sorted by their execution ids.
  const renamed = reports.filter(({ x, c, C }) => x === 'REPLACED' && c !== C);
  for (const { i, c, T } of renamed.sort((a, b) => a.T - b.T || compareIds(a.I as number, b.I as number))) {
    clientOrderIds.set(i, c);
    push(T, { l: 'UPDATED', L: 'EXECUTING' });
  }
  // If an order was still open when it was queried, the list ended after that query. The exchange then sends the event
  // of the list's end itself.
  if (isDone(list) && !orders.some(({ status }) => isOpenStatus(status)))
    push(Math.max(list.transactionTime, ...orders.map(({ updateTime }) => updateTime)), {
      l: 'ALL_DONE',
      L: 'ALL_DONE',
    });
  return events;
}

/** Whether a list has ended. */
export function isDone({ listStatusType }: OrderList): boolean {
  return listStatusType === 'ALL_DONE';
}
