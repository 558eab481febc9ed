import type { DecimalInput } from '../../decimal/index.js';
import type { ContingencyType, ListOrderStatus, Open } from '../enums/index.js';
import type { Method, Operation } from '../operation.js';
import type { ConditionalOrderFields, OrderState } from './order-answers.js';
import type { OrderListMember } from './order-list-answers.js';
import type { OrderReference } from './order-params.js';
import { queries } from './queries.js';

/** Selects an order, and its new quantity. */
export type AmendOrderParams = {
  /** The symbol. */
  symbol: string;
  /**
   * The order's client order id after the amendment. Pass the current id to keep it. If it is absent, the client
   * generates one.
   */
  newClientOrderId?: string | undefined;
  /**
   * New quantity, in the base asset. It must be above zero, at least the executed quantity, and below the order's
   * current quantity.
   */
  newQty: DecimalInput;
} & OrderReference;

/**
 * An order after an amendment. Some fields have other names than in other answers: `qty` instead of `origQty`, and
 * `preventedQty` instead of `preventedQuantity`.
 */
export type AmendedOrder = Pick<
  OrderState,
  'price' | 'executedQty' | 'status' | 'timeInForce' | 'type' | 'side' | 'selfTradePreventionMode'
> & {
  /** The symbol. */
  symbol: string;
  /** The exchange's id of the order. */
  orderId: number;
  /** The exchange's id of the order's list, or -1 if the order is in no list. */
  orderListId: number;
  /** Client order id before the amendment. */
  origClientOrderId: string;
  /** Client order id after the amendment. */
  clientOrderId: string;
  /** Quantity after the amendment, in the base asset. */
  qty: string;
  /** Quantity that expired because of self-trade prevention, in the base asset. */
  preventedQty: string;
  /** Amount of the quote asset that a MARKET order was to trade. Zero for other orders. */
  quoteOrderQty: string;
  /** Sum of price times quantity of the trades so far, in the quote asset. */
  cumulativeQuoteQty: string;
  /** Time when the order entered the order book, in ms since the epoch. Absent before that. */
  workingTime?: number;
} & ConditionalOrderFields;

/** An order that changed because another order was amended. */
export type RelatedOrder = Omit<AmendedOrder, 'origClientOrderId'>;

/** Answer to `amendOrder`. */
export type Amendment = {
  /** Time of the amendment, in ms since the epoch. */
  transactTime: number;
  /** Id of the amendment. */
  executionId: number;
  /** The order after the amendment. */
  amendedOrder: AmendedOrder;
  /**
   * The other orders that the amendment changed, such as the other order of an OCO. Absent if the exchange names none.
   */
  relatedOrders?: RelatedOrder[];
  /** The order list that contains the order. Absent if there is none. */
  listStatus?: {
    /** The exchange's id of the list. */
    orderListId: number;
    /** How the orders of the list depend on each other. */
    contingencyType: Open<ContingencyType>;
    /** State of the list. */
    listOrderStatus: Open<ListOrderStatus>;
    /** Client order id of the list. */
    listClientOrderId: string;
    /** The symbol. */
    symbol: string;
    /** The orders of the list. */
    orders: OrderListMember[];
  };
};

/**
 * Reduces the quantity of an open order. The order keeps its place in the order book. If the new quantity has already
 * been executed, the order expires.
 *
 * Weight 4, 0 when the amendment ends the order. Needs an API key with TRADE permission.
 *
 * @throws {BinanceApiError} -2038 if there is no such open order, or if it cannot be amended.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The order may have been amended.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-amend-keep-priority-trade
 */
export const amendOrder: Operation<Method<AmendOrderParams, Amendment>> = {
  rest: 'PUT /api/v3/order/amend/keepPriority',
  ws: 'order.amend.keepPriority',
  security: 'TRADE',
  weight: 4,
  // The cast is safe: `shape` below requires the field `amendedOrder`.
  weightOnSuccess: (answer) => ((answer as Amendment).amendedOrder.status === 'EXPIRED' ? 0 : 4),
  effect: 'write',
  shape: { amendedOrder: { orderId: 'id' } },
  clientOrderId: 'newClientOrderId',
  orderForm: 'amendment',
  confirmedBy: { sign: 'amendment', queries },
};
