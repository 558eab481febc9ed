/**
 * An order as `getOrder` returns it. The object has all fields that `getOrder` returns. This type declares only those
 * that show what happened to the order.
 */
export type ResolvedOrder = {
  /** The symbol. */
  readonly symbol: string;
  /** The exchange's id of the order. Text if it is beyond 2^53. */
  readonly orderId: number;
  /** The exchange's id of the order list that contains the order; -1 if there is none. */
  readonly orderListId: number;
  /** The order's client order id. A cancel replaces it with another id. */
  readonly clientOrderId: string;
  /** State of the order, such as `NEW`, `FILLED` or `CANCELED`. */
  readonly status: string;
  /** `BUY` or `SELL`. */
  readonly side: string;
  /** Type of the order, such as `LIMIT`. */
  readonly type: string;
  /** Limit price; `0.00000000` if the order has none. */
  readonly price: string;
  /** Quantity of the order, in the base asset. */
  readonly origQty: string;
  /** Filled quantity, in the base asset. */
  readonly executedQty: string;
  /** Total of the fills, quantity times price, in the quote asset. Negative if the exchange does not know it. */
  readonly cummulativeQuoteQty: string;
  /** When the order was placed, in ms since the epoch. */
  readonly time: number;
  /** When the order last changed, in ms since the epoch. */
  readonly updateTime: number;
};

/** An order list as `getOrderList` returns it. */
export type ResolvedOrderList = {
  /** The symbol. */
  readonly symbol: string;
  /** The exchange's id of the list. */
  readonly orderListId: number;
  /** The client order id of the list. */
  readonly listClientOrderId: string;
  /** State of the list, such as `EXECUTING` or `ALL_DONE`. */
  readonly listOrderStatus: string;
  /** The last change of the list, such as `EXEC_STARTED` or `ALL_DONE`. */
  readonly listStatusType: string;
  /** The orders of the list. */
  readonly orders: readonly {
    /** The symbol. */
    readonly symbol: string;
    /** The exchange's id of the order. */
    readonly orderId: number;
    /** The order's client order id. */
    readonly clientOrderId: string;
  }[];
};

/**
 * What a request created, changed or cancelled. Usually this is an order. It is an order list if the request created a
 * list or cancelled a list by its id. After `cancelOpenOrders` it is the list of the symbol's open orders. Only an
 * order has the field `status`.
 */
export type ResolvedSubject = ResolvedOrder | ResolvedOrderList | readonly ResolvedOrder[];
