import type { Method, Operation } from '../operation.js';
import type { ConditionalOrderFields, OrderState } from '../trade/order-answers.js';
import type { OrderReference } from '../trade/order-params.js';

/** An order as a query gives it. */
export type Order = OrderState & {
  symbol: string;
  orderId: number;
  /** -1 for an order of no list. */
  orderListId: number;
  clientOrderId: string;
  /** Zero for orders without a trigger. */
  stopPrice: string;
  /** Zero for orders that are no iceberg. */
  icebergQty: string;
  time: number;
  updateTime: number;
  /** It is in the book, not waiting for a trigger. */
  isWorking: boolean;
  /** When it entered the book; -1 while it waits for its trigger or for another order of its list. */
  workingTime: number;
} & Omit<ConditionalOrderFields, 'stopPrice' | 'icebergQty'>;

/** Which order to look up. */
export type GetOrderParams = { symbol: string } & OrderReference;

/** Whose open orders to give. */
export type OpenOrdersParams = {
  /** All symbols when left out, at weight 80. */
  symbol?: string | undefined;
};

/** From an id on, or by the time of the last change in a span of up to 24 hours; the newest orders without either. */
export type AllOrdersParams = {
  symbol: string;
  /** 1 to 1000. @default 500 */
  limit?: number | undefined;
} & (
  | {
      /** Id of the first order of the answer. */
      orderId: number;
      startTime?: undefined;
      endTime?: undefined;
    }
  | {
      orderId?: undefined;
      /** Orders that changed last at or after this time. */
      startTime?: number | undefined;
      /** Orders that changed last at or before this time, at most 24 hours after `startTime`. */
      endTime?: number | undefined;
    }
);

/** Whose amendments to give, and from which on. */
export type OrderAmendmentsParams = {
  symbol: string;
  orderId: number;
  /** Id of the first amendment of the answer. */
  fromExecutionId?: number | undefined;
  /** 1 to 1000. @default 500 */
  limit?: number | undefined;
};

/** One amendment that an order has seen. */
export type OrderAmendment = {
  symbol: string;
  orderId: number;
  executionId: number;
  origClientOrderId: string;
  newClientOrderId: string;
  origQty: string;
  newQty: string;
  time: number;
};

/**
 * One order, open or done.
 *
 * Weight 4. Needs a key.
 *
 * @throws {BinanceApiError} -2013 when there is no such order, which right after placing it is no proof; -2026 when it
 * ended without a fill over 90 days ago and was archived.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-order-user_data
 */
export const getOrder: Operation<Method<GetOrderParams, Order>> = {
  rest: 'GET /api/v3/order',
  ws: 'order.status',
  security: 'USER_DATA',
  weight: 4,
};

/**
 * Open orders of one symbol or of all.
 *
 * Weight 6 with `symbol`, else 80. Needs a key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#current-open-orders-user_data
 */
export const getOpenOrders: Operation<Method<OpenOrdersParams, Order[]>> = {
  rest: 'GET /api/v3/openOrders',
  ws: 'openOrders.status',
  security: 'USER_DATA',
  weight: ({ symbol }) => (symbol === undefined ? 80 : 6),
};

/**
 * Orders of a symbol, open or done, by rising id; without id or times the newest. `iterateAllOrders` pages through them.
 *
 * Weight 20. Needs a key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown, -1127 when the span is over 24 hours.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#all-orders-user_data
 */
export const getAllOrders: Operation<Method<AllOrdersParams, Order[]>> = {
  rest: 'GET /api/v3/allOrders',
  ws: 'allOrders',
  security: 'USER_DATA',
  weight: 20,
};

/**
 * The amendments of one order.
 *
 * Weight 4. Needs a key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-order-amendments-user_data
 */
export const getOrderAmendments: Operation<Method<OrderAmendmentsParams, OrderAmendment[]>> = {
  rest: 'GET /api/v3/order/amendments',
  ws: 'order.amendments',
  security: 'USER_DATA',
  weight: 4,
};
