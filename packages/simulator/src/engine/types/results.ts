import type { Refusal } from '../../refusals/refusal.js';
import type { Amount } from './amount.js';
import type { CommissionRates } from './configuration.js';
import type { Fill, Order, OrderList, PreventedMatch } from './records.js';

/** An order after its own matching, before the stop orders that its trades trigger. */
export type OrderResult = {
  readonly order: Order;
  readonly fills: readonly Fill[];
  readonly preventedMatches: readonly PreventedMatch[];
  readonly transactTime: number;
};

export type OrderListResult = {
  readonly list: OrderList;
  /** In the order of `list.orders`. */
  readonly reports: readonly OrderResult[];
};

export type CancelResult = {
  readonly order: Order;
  readonly origClientOrderId: string;
  /** Client order id of the cancel itself: the request's `newClientOrderId`, or a generated one. */
  readonly clientOrderId: string;
  readonly transactTime: number;
};

export type CancelListResult = { readonly list: OrderList; readonly reports: readonly CancelResult[] };

/** One entry of `cancelOpenOrders`: a single order, or the whole list that it belongs to. */
export type CancelledEntry = CancelResult | CancelListResult;

/** One half of a cancel-replace. */
export type CancelReplaceHalf<T> =
  | { readonly result: 'SUCCESS'; readonly response: T }
  | { readonly result: 'FAILURE'; readonly refusal: Refusal }
  | { readonly result: 'NOT_ATTEMPTED' };

/**
 * Both halves of a cancel-replace. When one of them fails, the command throws a `Refusal` that has this as `result`. The
 * cancel half holds a list's result when the order was in a list.
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
  /** Present when the order is in a list. */
  readonly list: OrderList | undefined;
};

/** The commission rates of an order: the result of a test order with `computeCommissionRates`. */
export type OrderCommission = {
  readonly standard: { readonly maker: Amount; readonly taker: Amount };
  readonly special: { readonly maker: Amount; readonly taker: Amount };
  readonly tax: { readonly maker: Amount; readonly taker: Amount };
  readonly discount: CommissionRates['discount'];
};
