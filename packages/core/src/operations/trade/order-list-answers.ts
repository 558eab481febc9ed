import type { ContingencyType, ListOrderStatus, ListStatusType, Open } from '../enums/index.js';
import type { CancelledOrder, OrderAck, OrderFull, OrderResult } from './order-answers.js';

/** The ids of an order in a list. */
export type OrderListMember = {
  /** The symbol. */
  symbol: string;
  /** The exchange's id of the order. */
  orderId: number;
  /** The order's client order id. */
  clientOrderId: string;
};

/** An order list. */
export type OrderList = {
  /** The exchange's id of the list. */
  orderListId: number;
  /** How the orders depend on each other. OTOCO, OPO and OPOCO lists have the type OTO. */
  contingencyType: Open<ContingencyType>;
  /** Kind of the list's last change. */
  listStatusType: Open<ListStatusType>;
  /** State of the list. */
  listOrderStatus: Open<ListOrderStatus>;
  /** Client id of the list. */
  listClientOrderId: string;
  /** Time of the list's last change, in ms since the epoch. */
  transactionTime: number;
  /** The symbol. */
  symbol: string;
  /** The orders of the list. */
  orders: OrderListMember[];
};

/** A new order list with a report of each of its orders. */
export type NewOrderList<R> = OrderList & {
  /** One report for each order of the list. */
  orderReports: R[];
};

/**
 * An order of a new list and its state. A pending order has the status PENDING_NEW, even if the working order filled at
 * once.
 */
export type ListedOrderResult = Omit<OrderResult, 'origQty'> & {
  /** Quantity, in the base asset. Absent on pending orders of OPO and OPOCO lists until the working order fills. */
  origQty?: string;
};

/** An order of a new list, its state and its fills. */
export type ListedOrderFull = ListedOrderResult & Partial<Pick<OrderFull, 'fills' | 'preventedMatches'>>;

/** A cancelled order list with the final state of its orders. */
export type CancelledOrderList = NewOrderList<CancelledOrder>;

/** An order of a new list, with the fields that `newOrderRespType` selected. */
export type ListedOrder = OrderAck | ListedOrderResult | ListedOrderFull;
