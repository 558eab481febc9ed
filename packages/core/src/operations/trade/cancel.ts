import type { CancelRestrictions } from '../enums/index.js';
import type { Method, Operation } from '../operation.js';
import type { CancelledOrder } from './order-answers.js';
import type { CancelledOrderList } from './order-list-answers.js';
import type { OrderReference } from './order-params.js';
import { queries } from './queries.js';

/** Selects an order to cancel. */
export type CancelOrderParams = {
  /** The symbol. */
  symbol: string;
  /**
   * Client order id of the cancellation. It becomes the order's `clientOrderId`. The exchange generates one if absent.
   */
  newClientOrderId?: string | undefined;
  /** Cancels the order only if it has this state. */
  cancelRestrictions?: CancelRestrictions | undefined;
} & OrderReference;

/** Selects the symbol whose open orders to cancel. */
export type CancelOpenOrdersParams = {
  /** The symbol. */
  symbol: string;
};

/**
 * Selects an order list to cancel, by `orderListId` (given by the exchange) or by `listClientOrderId` (given by the
 * client). If both are given, both must match the same list.
 */
export type CancelOrderListParams = {
  /** The symbol. */
  symbol: string;
  /** Client order id of the cancellation. The exchange generates one if absent. */
  newClientOrderId?: string | undefined;
} & (
  | {
      /** The exchange's id of the list. */
      orderListId: number;
      /** Client order id of the list. */
      listClientOrderId?: string | undefined;
    }
  | {
      orderListId?: undefined;
      /** Client order id of the list. */
      listClientOrderId: string;
    }
);

/**
 * Cancels an open order and returns its final state. If the order is in a list, the whole list is cancelled. In that
 * case the answer is the list, so check `answer.orderReports`, which only a list has, before you read the order. The
 * exchange is fastest if only `orderId` selects the order.
 *
 * Weight 1, 0 when accepted. Needs an API key with TRADE permission.
 *
 * @throws {BinanceApiError} -2011 if there is no such open order, or if `cancelRestrictions` excludes it.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The order may have been cancelled.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-order-trade
 */
export const cancelOrder: Operation<Method<CancelOrderParams, CancelledOrder | CancelledOrderList>> = {
  rest: 'DELETE /api/v3/order',
  ws: 'order.cancel',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  effect: 'write',
  shape: { orderListId: 'id' },
  cancels: true,
  confirmedBy: { sign: 'cancellation', queries },
};

/**
 * Cancels all open orders of a symbol, also those in lists. The answer has one entry for each order outside a list, and
 * one entry with `orderReports` for each list.
 *
 * Weight 1, 0 when accepted. Needs an API key with TRADE permission.
 *
 * @throws {BinanceApiError} -2011 if there is no open order.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The orders may have been cancelled.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-all-open-orders-on-a-symbol-trade
 */
export const cancelOpenOrders: Operation<Method<CancelOpenOrdersParams, (CancelledOrder | CancelledOrderList)[]>> = {
  rest: 'DELETE /api/v3/openOrders',
  ws: 'openOrders.cancelAll',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  effect: 'write',
  shape: [{ orderListId: 'id' }],
  cancels: true,
  confirmedBy: { sign: 'noOpenOrders', queries },
};

/**
 * Cancels an order list and returns the final state of its orders.
 *
 * Weight 1, 0 when accepted. Needs an API key with TRADE permission.
 *
 * @throws {BinanceApiError} -2011 if there is no such open list.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The list may have been cancelled.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-order-list-trade
 */
export const cancelOrderList: Operation<Method<CancelOrderListParams, CancelledOrderList>> = {
  rest: 'DELETE /api/v3/orderList',
  ws: 'orderList.cancel',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  effect: 'write',
  shape: { orderListId: 'id' },
  cancels: true,
  confirmedBy: { sign: 'listCancellation', queries },
};
