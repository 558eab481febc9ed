import type { NoParams } from '../general/connectivity.js';
import type { Method, Operation } from '../operation.js';
import type { OrderList } from '../trade/order-list-answers.js';

/**
 * Selects an order list, by `orderListId` (given by the exchange) or by its `listClientOrderId` (given by the client).
 */
export type GetOrderListParams =
  | {
      /** The exchange's id of the list. */
      orderListId: number;
      /** The list's `listClientOrderId`. The exchange ignores `orderListId` if both are given. */
      origClientOrderId?: string | undefined;
    }
  | {
      orderListId?: undefined;
      /** The list's `listClientOrderId`. */
      origClientOrderId: string;
    };

/** Selects order lists by id, or by a time span of at most 24 hours. */
export type AllOrderListsParams = {
  /** The most lists to return, 1 to 1000. @default 500 */
  limit?: number | undefined;
} & (
  | {
      /** Returns lists with this id or a higher one. */
      fromId: number;
      startTime?: undefined;
      endTime?: undefined;
    }
  | {
      fromId?: undefined;
      /** Start of the span, in ms since the epoch. */
      startTime?: number | undefined;
      /** End of the span, in ms since the epoch, at most 24 hours after `startTime`. */
      endTime?: number | undefined;
    }
);

/**
 * Returns one order list, open or completed.
 *
 * Weight 4. Needs an API key.
 *
 * @throws {BinanceApiError} -2018 or -2013 if there is no such list.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-order-list-user_data
 */
export const getOrderList: Operation<Method<GetOrderListParams, OrderList>> = {
  rest: 'GET /api/v3/orderList',
  ws: 'orderList.status',
  security: 'USER_DATA',
  weight: 4,
  needs: ['orderListId|origClientOrderId'],
  effect: 'read',
  shape: { orderListId: 'id', orders: [{ orderId: 'id' }] },
};

/**
 * Returns the open order lists of all symbols.
 *
 * Weight 6. Needs an API key.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-open-order-lists-user_data
 */
export const getOpenOrderLists: Operation<Method<NoParams, OrderList[]>> = {
  rest: 'GET /api/v3/openOrderList',
  ws: 'openOrderLists.status',
  security: 'USER_DATA',
  weight: 6,
  effect: 'read',
  shape: [{ orderListId: 'id' }],
};

/**
 * Returns the order lists of all symbols, open and completed.
 *
 * Weight 20. Needs an API key.
 *
 * @throws {BinanceApiError} -1127 if the span is longer than 24 hours.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-all-order-lists-user_data
 */
export const getAllOrderLists: Operation<Method<AllOrderListsParams, OrderList[]>> = {
  rest: 'GET /api/v3/allOrderList',
  ws: 'allOrderLists',
  security: 'USER_DATA',
  weight: 20,
  effect: 'read',
  shape: [{ orderListId: 'id' }],
};
