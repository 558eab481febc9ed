import type { Method, Operation } from '../../operation.js';
import type { ConditionalOrderFields, OrderState } from '../trade/order-answers.js';

/** An order as a query gives it. */
export type Order = OrderState & {
  symbol: string;
  orderId: number;
  /** -1 for an order of no list. */
  orderListId: number;
  clientOrderId: string;
  time: number;
  updateTime: number;
  /** It is in the book, not waiting for a trigger. */
  isWorking: boolean;
  /** When it entered the book; -1 while it waits for its trigger or for another order of its list. */
  workingTime: number;
  stopPrice: string;
  icebergQty: string;
} & Omit<ConditionalOrderFields, 'stopPrice' | 'icebergQty'>;

export type OpenOrdersParams = {
  /** All symbols when left out, at weight 80. */
  symbol?: string | undefined;
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
