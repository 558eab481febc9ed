import type { NewOrderRespType } from '../enums/index.js';
import type { Empty } from '../general/connectivity.js';
import type { CallOptions, Operation } from '../operation.js';
import type { MaybeRates, OrderCommission, WithoutRates, WithRates } from './create-order.js';
import type { OrderAck, OrderFull, OrderResult } from './order-answers.js';
import type { AnyResponse, NewSorOrderParams } from './order-params.js';
import { queries } from './queries.js';

/** Signature of `createSorOrder`. `newOrderRespType` decides the shape of the answer. */
export type CreateSorOrder = <R extends NewOrderRespType | undefined = undefined>(
  params: NewSorOrderParams & {
    /** How many fields the answer has. @default 'FULL' */
    newOrderRespType?: R | undefined;
  },
  options?: CallOptions,
) => Promise<NewSorOrderAnswer<R>>;

/** The type of the answer to `createSorOrder` if `newOrderRespType` is `R`. */
export type NewSorOrderAnswer<R extends NewOrderRespType | undefined> = R extends 'ACK'
  ? OrderAck
  : R extends 'RESULT'
    ? OrderResult
    : OrderFull;

/** The commission rates that would apply to an order with smart order routing. */
export type SorOrderCommission = Omit<OrderCommission, 'specialCommissionForOrder'> &
  Partial<Pick<OrderCommission, 'specialCommissionForOrder'>>;

/** Signature of `createTestSorOrder`. `computeCommissionRates` decides the shape of the answer. */
export type CreateTestSorOrder = {
  /**
   * Checks an order with smart order routing without placing it. Returns an empty object, or the commission rates of
   * the order if `computeCommissionRates` is true.
   *
   * Weight 20 with `computeCommissionRates`, otherwise 1. Needs an API key with TRADE permission.
   *
   * @throws {BinanceOrderError} The order breaks a trading rule. Nothing was sent.
   * @throws {BinanceApiError} -1013 if the order breaks a filter.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-using-sor-trade
   */
  (params: NewSorOrderParams & AnyResponse & WithoutRates, options?: CallOptions): Promise<Empty>;
  (params: NewSorOrderParams & AnyResponse & WithRates, options?: CallOptions): Promise<SorOrderCommission>;
  (params: NewSorOrderParams & AnyResponse & MaybeRates, options?: CallOptions): Promise<Empty | SorOrderCommission>;
};

/**
 * Places a LIMIT or MARKET order with smart order routing. It can fill from the order books of several symbols with the
 * same base asset. `newOrderRespType` selects how many fields the answer has: the default is FULL.
 *
 * Weight 1, 0 when accepted. Adds 1 to the unfilled orders. Needs an API key with TRADE permission.
 *
 * @throws {BinanceOrderError} The order breaks a trading rule. Nothing was sent.
 * @throws {BinanceApiError} -2010 if the exchange refuses the order, -1013 if the order breaks a filter.
 * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The order may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-using-sor-trade
 */
export const createSorOrder: Operation<CreateSorOrder> = {
  rest: 'POST /api/v3/sor/order',
  ws: 'sor.order.place',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 1,
  effect: 'write',
  shape: { orderId: 'id' },
  clientOrderId: 'newClientOrderId',
  orderForm: 'sor',
  confirmedBy: { sign: 'newOrder', queries },
};

/**
 * Checks an order with smart order routing without placing it. Returns an empty object, or the commission rates of the
 * order if `computeCommissionRates` is true.
 *
 * Weight 20 with `computeCommissionRates`, otherwise 1. Needs an API key with TRADE permission.
 *
 * @throws {BinanceOrderError} The order breaks a trading rule. Nothing was sent.
 * @throws {BinanceApiError} -1013 if the order breaks a filter.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-using-sor-trade
 */
export const createTestSorOrder: Operation<CreateTestSorOrder> = {
  rest: 'POST /api/v3/sor/order/test',
  ws: 'sor.order.test',
  security: 'TRADE',
  weight: ({ computeCommissionRates }) => (computeCommissionRates ? 20 : 1),
  effect: 'test',
  shape: {},
  clientOrderId: 'newClientOrderId',
  orderForm: 'sor',
};
