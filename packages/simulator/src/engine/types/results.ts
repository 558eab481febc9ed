import type { Refusal } from '../../refusals/refusal.js';
import type { Amount } from './amount.js';
import type { CommissionRates } from './configuration.js';
import type { Fill, Order, OrderList, PreventedMatch } from './records.js';

/** The order as it stands when its own matching is over, before stop orders that its trades have set off. */
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
  /** What the cancel is called: the request's `newClientOrderId`, or a drawn one. */
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

/** What a test order answers with `computeCommissionRates`. */
export type OrderCommission = {
  readonly standard: { readonly maker: Amount; readonly taker: Amount };
  readonly special: { readonly maker: Amount; readonly taker: Amount };
  readonly tax: { readonly maker: Amount; readonly taker: Amount };
  readonly discount: CommissionRates['discount'];
};
