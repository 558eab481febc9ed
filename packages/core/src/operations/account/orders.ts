import type { Method, Operation } from '../operation.js';
import type { ConditionalOrderFields, OrderState } from '../trade/order-answers.js';
import type { OrderReference } from '../trade/order-params.js';

/** An order, as the operations that query orders return it. */
export type Order = OrderState & {
  /** The symbol. */
  symbol: string;
  /** The exchange's id of the order. */
  orderId: number;
  /** The exchange's id of the order's list, or -1 if the order is in no list. */
  orderListId: number;
  /** The order's client order id. */
  clientOrderId: string;
  /** Trigger price. Zero for orders without one. */
  stopPrice: string;
  /** Visible quantity of an iceberg order, in the base asset. Zero for other orders. */
  icebergQty: string;
  /** Time at which the order was placed, in ms since the epoch. */
  time: number;
  /** Time of the order's last change, in ms since the epoch. */
  updateTime: number;
  /** Whether the order is in the order book. False until the order is triggered. */
  isWorking: boolean;
  /** Time when the order entered the order book, in ms since the epoch. -1 before that. */
  workingTime: number;
} & Omit<ConditionalOrderFields, 'stopPrice' | 'icebergQty'>;

/** Selects an order. */
export type GetOrderParams = {
  /** The symbol. */
  symbol: string;
} & OrderReference;

/** Selects the open orders of one symbol or of all symbols. */
export type OpenOrdersParams = {
  /** The symbol. @default all symbols, at a much higher weight */
  symbol?: string | undefined;
};

/**
 * Selects orders of one symbol by id, or by the time of their last change, within a span of at most 24 hours. Without
 * an id or times, the newest orders are returned.
 */
export type AllOrdersParams = {
  /** The symbol. */
  symbol: string;
  /** The most orders to return, 1 to 1000. @default 500 */
  limit?: number | undefined;
} & (
  | {
      /** Returns orders with this id or a higher one. */
      orderId: number;
      startTime?: undefined;
      endTime?: undefined;
    }
  | {
      orderId?: undefined;
      /** Returns orders whose last change is at or after this time, in ms since the epoch. */
      startTime?: number | undefined;
      /** Returns orders whose last change is at or before this time, in ms since the epoch. */
      endTime?: number | undefined;
    }
);

/** Selects amendments of one order. */
export type OrderAmendmentsParams = {
  /** The symbol. */
  symbol: string;
  /** The exchange's id of the order. */
  orderId: number;
  /** Returns amendments with this execution id or a higher one. */
  fromExecutionId?: number | undefined;
  /** The most amendments to return, 1 to 1000. @default 500 */
  limit?: number | undefined;
};

/** One amendment of an order. */
export type OrderAmendment = {
  /** The symbol. */
  symbol: string;
  /** The exchange's id of the order. */
  orderId: number;
  /** Id of the amendment. */
  executionId: number;
  /** The order's client order id before the amendment. */
  origClientOrderId: string;
  /** The order's client order id after the amendment. */
  newClientOrderId: string;
  /** Quantity before the amendment, in the base asset. */
  origQty: string;
  /** Quantity after the amendment, in the base asset. */
  newQty: string;
  /** Time of the amendment, in ms since the epoch. */
  time: number;
};

/**
 * Returns one order, open or completed.
 *
 * Weight 4. Needs an API key.
 *
 * @throws {BinanceApiError} -2013 if there is no such order. The exchange may not find an order that was placed just
 * now.
 * @throws {BinanceApiError} -2026 if the order was archived: it ended over 90 days ago and had no fill.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-order-user_data
 */
export const getOrder: Operation<Method<GetOrderParams, Order>> = {
  rest: 'GET /api/v3/order',
  ws: 'order.status',
  security: 'USER_DATA',
  weight: 4,
  needs: ['symbol', 'orderId|origClientOrderId'],
  effect: 'read',
  shape: { orderId: 'id' },
};

/**
 * Returns the open orders of one symbol or of all symbols.
 *
 * Weight 6 with `symbol`, otherwise 80. Needs an API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#current-open-orders-user_data
 */
export const getOpenOrders: Operation<Method<OpenOrdersParams, Order[]>> = {
  rest: 'GET /api/v3/openOrders',
  ws: 'openOrders.status',
  security: 'USER_DATA',
  weight: ({ symbol }) => (symbol === undefined ? 80 : 6),
  effect: 'read',
  shape: [{ orderId: 'id' }],
};

/**
 * Returns orders of one symbol, open and completed, by rising id. Without an id or times, the newest orders are
 * returned. `iterateAllOrders` pages through longer spans.
 *
 * Weight 20. Needs an API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown, -1127 if the span is longer than 24 hours.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#all-orders-user_data
 */
export const getAllOrders: Operation<Method<AllOrdersParams, Order[]>> = {
  rest: 'GET /api/v3/allOrders',
  ws: 'allOrders',
  security: 'USER_DATA',
  weight: 20,
  needs: ['symbol'],
  effect: 'read',
  shape: [{ orderId: 'id' }],
};

/**
 * Returns the amendments of one order.
 *
 * Weight 4. Needs an API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-order-amendments-user_data
 */
export const getOrderAmendments: Operation<Method<OrderAmendmentsParams, OrderAmendment[]>> = {
  rest: 'GET /api/v3/order/amendments',
  ws: 'order.amendments',
  security: 'USER_DATA',
  weight: 4,
  needs: ['symbol', 'orderId'],
  effect: 'read',
  shape: [{ orderId: 'id' }],
};
