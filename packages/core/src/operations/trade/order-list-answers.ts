import type { ContingencyType, ListOrderStatus, ListStatusType, Open } from '../enums.js';
import type { CancelledOrder, OrderAck, OrderFull, OrderResult } from './order-answers.js';

/** An order of a list, by its ids. */
export type OrderListMember = { symbol: string; orderId: number; clientOrderId: string };

/** An order list. */
export type OrderList = {
  orderListId: number;
  /** OTOCO, OPO and OPOCO lists say OTO. */
  contingencyType: Open<ContingencyType>;
  listStatusType: Open<ListStatusType>;
  listOrderStatus: Open<ListOrderStatus>;
  listClientOrderId: string;
  transactionTime: number;
  symbol: string;
  orders: OrderListMember[];
};

/** A new order list with a report of each order. */
export type NewOrderList<R> = OrderList & { orderReports: R[] };

/** An order of a new list as it stands. Waiting orders are PENDING_NEW even where the working order filled at once. */
export type ListedOrderResult = Omit<OrderResult, 'origQty'> & {
  /** Absent on the pending orders of OPO and OPOCO lists, whose quantity is not known yet. */
  origQty?: string;
};

/** An order of a new list with its fills. */
export type ListedOrderFull = ListedOrderResult & Partial<Pick<OrderFull, 'fills' | 'preventedMatches'>>;

/** A cancelled order list with its orders as they stand. */
export type CancelledOrderList = NewOrderList<CancelledOrder>;

/** Reports of the orders of a new list, as much as was asked for. */
export type ListedOrder = OrderAck | ListedOrderResult | ListedOrderFull;
