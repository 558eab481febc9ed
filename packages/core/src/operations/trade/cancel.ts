import type { CancelRestrictions } from '../enums.js';
import type { Method, Operation } from '../operation.js';
import type { CancelledOrder } from './order-answers.js';
import type { CancelledOrderList } from './order-list-answers.js';
import type { OrderReference } from './order-params.js';

/** Which order to cancel, and when not to. */
export type CancelOrderParams = {
  symbol: string;
  /** Identifies this cancel; it becomes the order's `clientOrderId`. Made by the exchange when left out. */
  newClientOrderId?: string | undefined;
  cancelRestrictions?: CancelRestrictions | undefined;
} & OrderReference;

/** Whose open orders to cancel. */
export type CancelOpenOrdersParams = { symbol: string };

/** Which order list to cancel, by the exchange's id or by its client id; with both, both must fit. */
export type CancelOrderListParams = {
  symbol: string;
  /** Identifies this cancel. Made by the exchange when left out. */
  newClientOrderId?: string | undefined;
} & (
  | { orderListId: number; listClientOrderId?: string | undefined }
  | { orderListId?: undefined; listClientOrderId: string }
);

/**
 * Cancels an open order and resolves to it as it stands; an order of a list takes its list with it, and the answer is
 * then the list (it has `orderReports`).
 *
 * Fastest with `orderId` alone. Weight 1, 0 when it cancelled. Needs a key with TRADE permission.
 *
 * @throws {BinanceApiError} -2011 when there is no such open order or `cancelRestrictions` forbids it.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-order-trade
 */
export const cancelOrder: Operation<Method<CancelOrderParams, CancelledOrder | CancelledOrderList>> = {
  rest: 'DELETE /api/v3/order',
  ws: 'order.cancel',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
};

/**
 * Cancels all open orders of a symbol, those of lists too; a list is one entry of the answer (it has `orderReports`).
 *
 * Weight 1, 0 when it cancelled. Needs a key with TRADE permission.
 *
 * @throws {BinanceApiError} -2011 when there is no open order.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-all-open-orders-on-a-symbol-trade
 */
export const cancelOpenOrders: Operation<Method<CancelOpenOrdersParams, (CancelledOrder | CancelledOrderList)[]>> = {
  rest: 'DELETE /api/v3/openOrders',
  ws: 'openOrders.cancelAll',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
};

/**
 * Cancels an order list and resolves to it with its orders as they stand.
 *
 * Weight 1, 0 when it cancelled. Needs a key with TRADE permission.
 *
 * @throws {BinanceApiError} -2011 when there is no such open list.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-order-list-trade
 */
export const cancelOrderList: Operation<Method<CancelOrderListParams, CancelledOrderList>> = {
  rest: 'DELETE /api/v3/orderList',
  ws: 'orderList.cancel',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
};
