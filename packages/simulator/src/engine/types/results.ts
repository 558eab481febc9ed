import type { Refusal } from '../../refusals/refusal.js';
import type { Amount } from './amount.js';
import type { CommissionRates } from './configuration.js';
import type { Fill, Order, OrderList, PreventedMatch } from './records.js';

/**
 * The result of a new order. It contains only the order's own fills. Fills of stop orders that were triggered by these
 * fills are not included.
 */
export type OrderResult = {
  readonly order: Order;
  readonly fills: readonly Fill[];
  readonly preventedMatches: readonly PreventedMatch[];
  readonly transactTime: number;
};

export type OrderListResult = {
  readonly list: OrderList;
  /** The results of the list's orders, in the same order as `list.orders`. */
  readonly reports: readonly OrderResult[];
};

export type CancelResult = {
  readonly order: Order;
  readonly origClientOrderId: string;
  /** Client order id of the cancellation: `newClientOrderId` of the request, or a generated id. */
  readonly clientOrderId: string;
  readonly transactTime: number;
};

export type CancelListResult = { readonly list: OrderList; readonly reports: readonly CancelResult[] };

/** One entry of the result of `cancelOpenOrders`: a single order, or the whole list to which an order belongs. */
export type CancelledEntry = CancelResult | CancelListResult;

/** The result of the cancellation or of the new order of a cancel-replace. */
export type CancelReplaceHalf<T> =
  | { readonly result: 'SUCCESS'; readonly response: T }
  | { readonly result: 'FAILURE'; readonly refusal: Refusal }
  | { readonly result: 'NOT_ATTEMPTED' };

/**
 * The results of the cancellation and of the new order of a cancel-replace. If the cancellation or the new order fails,
 * the command throws a `Refusal` whose `details.result` is this object. If the cancelled order was in a list, `cancel`
 * holds the result of the list.
 */
export type CancelReplaceResult = {
  readonly cancel: CancelReplaceHalf<CancelResult | CancelListResult>;
  readonly placement: CancelReplaceHalf<OrderResult>;
};

export type AmendResult = {
  readonly order: Order;
  readonly origClientOrderId: string;
  readonly executionId: number;
  readonly transactTime: number;
  /** The order list of the order; undefined if it is in no list. */
  readonly list: OrderList | undefined;
};

/** The commission rates of an order, as a test order with `computeCommissionRates` returns them. */
export type OrderCommission = {
  readonly standard: { readonly maker: Amount; readonly taker: Amount };
  readonly special: { readonly maker: Amount; readonly taker: Amount };
  readonly tax: { readonly maker: Amount; readonly taker: Amount };
  readonly discount: CommissionRates['discount'];
};
