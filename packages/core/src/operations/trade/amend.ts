import type { DecimalInput } from '../../decimal/index.js';
import type { ContingencyType, ListOrderStatus, Open } from '../enums.js';
import type { Method, Operation } from '../operation.js';
import type { ConditionalOrderFields, OrderState } from './order-answers.js';
import type { OrderListMember } from './order-list-answers.js';
import type { OrderReference } from './order-params.js';

/** Which order to make smaller, and its new quantity. */
export type AmendOrderParams = {
  symbol: string;
  /** The order's client order id from now on; send the old one to keep it. Made by the client when left out. */
  newClientOrderId?: string | undefined;
  /** Above 0 and below the order's quantity. */
  newQty: DecimalInput;
} & OrderReference;

/** An order after its amendment. The quantities have other names here than elsewhere. */
export type AmendedOrder = Pick<
  OrderState,
  'price' | 'executedQty' | 'status' | 'timeInForce' | 'type' | 'side' | 'selfTradePreventionMode'
> & {
  symbol: string;
  orderId: number;
  /** -1 for an order of no list. */
  orderListId: number;
  origClientOrderId: string;
  clientOrderId: string;
  qty: string;
  preventedQty: string;
  quoteOrderQty: string;
  cumulativeQuoteQty: string;
  /** When it entered the book; absent while it waits for another order of its list. */
  workingTime?: number;
} & ConditionalOrderFields;

/** What an amendment did. */
export type Amendment = {
  transactTime: number;
  executionId: number;
  amendedOrder: AmendedOrder;
  /** Orders of a list only. */
  listStatus?: {
    orderListId: number;
    contingencyType: Open<ContingencyType>;
    listOrderStatus: Open<ListOrderStatus>;
    listClientOrderId: string;
    symbol: string;
    orders: OrderListMember[];
  };
};

/**
 * Makes an open order smaller and keeps its place in the book.
 *
 * Weight 4. Needs a key with TRADE permission.
 *
 * @throws {BinanceApiError} -2038 when there is no such open order or it cannot be amended.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-amend-keep-priority-trade
 */
export const amendOrder: Operation<Method<AmendOrderParams, Amendment>> = {
  rest: 'PUT /api/v3/order/amend/keepPriority',
  ws: 'order.amend.keepPriority',
  security: 'TRADE',
  weight: 4,
};
