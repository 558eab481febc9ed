import type { NoParams } from '../general/connectivity.js';
import type { Method, Operation } from '../operation.js';
import type { OrderList } from '../trade/order-list-answers.js';

/** Names a list by the exchange's id or by its client id. */
export type GetOrderListParams =
  | {
      orderListId: number;
      /** The list's `listClientOrderId`; it alone counts when both are given. */
      origClientOrderId?: string | undefined;
    }
  | { orderListId?: undefined; origClientOrderId: string };

/** From an id on, or in a span of up to 24 hours. */
export type AllOrderListsParams = {
  /** 1 to 1000. @default 500 */
  limit?: number | undefined;
} & (
  | {
      /** Id of the first list of the answer. */
      fromId: number;
      startTime?: undefined;
      endTime?: undefined;
    }
  | {
      fromId?: undefined;
      startTime?: number | undefined;
      /** At most 24 hours after `startTime`. */
      endTime?: number | undefined;
    }
);

/**
 * One order list, open or done.
 *
 * Weight 4. Needs a key.
 *
 * @throws {BinanceApiError} -2013 when there is no such list.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-order-list-user_data
 */
export const getOrderList: Operation<Method<GetOrderListParams, OrderList>> = {
  rest: 'GET /api/v3/orderList',
  ws: 'orderList.status',
  security: 'USER_DATA',
  weight: 4,
};

/**
 * The open order lists of all symbols.
 *
 * Weight 6. Needs a key.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-open-order-lists-user_data
 */
export const getOpenOrderLists: Operation<Method<NoParams, OrderList[]>> = {
  rest: 'GET /api/v3/openOrderList',
  ws: 'openOrderLists.status',
  security: 'USER_DATA',
  weight: 6,
};

/**
 * Order lists of all symbols, open or done.
 *
 * Weight 20. Needs a key.
 *
 * @throws {BinanceApiError} -1127 when the span is over 24 hours.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-all-order-lists-user_data
 */
export const getAllOrderLists: Operation<Method<AllOrderListsParams, OrderList[]>> = {
  rest: 'GET /api/v3/allOrderList',
  ws: 'allOrderLists',
  security: 'USER_DATA',
  weight: 20,
};
