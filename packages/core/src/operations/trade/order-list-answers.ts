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
  /** What the last change of the list was. */
  listStatusType: Open<ListStatusType>;
  /** State of the list. */
  listOrderStatus: Open<ListOrderStatus>;
  /** Client order id of the list. */
  listClientOrderId: string;
  /** Time of the list's last change, in ms since the epoch. */
  transactionTime: number;
  /** The symbol. */
  symbol: string;
  /** The orders of the list. */
  orders: OrderListMember[];
};

/** A new order list, with the state of each of its orders. */
export type NewOrderList<R> = OrderList & {
  /** The orders of the list, with the fields that `newOrderRespType` selected. */
  orderReports: R[];
};

/**
 * An order of a new list, and its state. A pending order has the status PENDING_NEW, even if the working order was
 * filled at once.
 */
export type ListedOrderResult = Omit<OrderResult, 'origQty'> & {
  /**
   * Quantity, in the base asset. In OPO and OPOCO lists, pending orders have none until the working order is filled.
   */
  origQty?: string;
};

/** An order of a new list, its state and its fills. */
export type ListedOrderFull = ListedOrderResult & Partial<Pick<OrderFull, 'fills' | 'preventedMatches'>>;

/** A cancelled order list with the final state of its orders. */
export type CancelledOrderList = NewOrderList<CancelledOrder>;

/** An order of a new list, with the fields that `newOrderRespType` selected. */
export type ListedOrder = OrderAck | ListedOrderResult | ListedOrderFull;
