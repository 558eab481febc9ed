import type { NewOrderRespType } from '../enums.js';
import type { Empty } from '../general/connectivity.js';
import type { CallOptions, Operation } from '../operation.js';
import type { MaybeRates, OrderCommission, WithoutRates, WithRates } from './create-order.js';
import type { OrderAck, OrderFull, OrderResult } from './order-answers.js';
import type { AnyResponse, NewSorOrderParams } from './order-params.js';

/** Signature of `createSorOrder`. The answer follows `newOrderRespType`, which is FULL by default. */
export type CreateSorOrder = <R extends NewOrderRespType | undefined = undefined>(
  params: NewSorOrderParams & { newOrderRespType?: R | undefined },
  options?: CallOptions,
) => Promise<NewSorOrderAnswer<R>>;

/** The answer to a new order with smart order routing for which `newOrderRespType` is `R`. */
export type NewSorOrderAnswer<R extends NewOrderRespType | undefined> = R extends 'ACK'
  ? OrderAck
  : R extends 'RESULT'
    ? OrderResult
    : OrderFull;

/** The commission rates that would apply to an order with smart order routing. */
export type SorOrderCommission = Omit<OrderCommission, 'specialCommissionForOrder'> &
  Partial<Pick<OrderCommission, 'specialCommissionForOrder'>>;

/** Resolves to nothing, or to the commission rates that would apply. */
export type CreateTestSorOrder = {
  /**
   * Checks an order for smart order routing without placing it; resolves to an empty object when it would be accepted.
   *
   * Weight 1, 20 with `computeCommissionRates`.
   *
   * @throws {BinanceOrderError} It breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -1013 when a filter refuses it.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-using-sor-trade
   */
  (params: NewSorOrderParams & AnyResponse & WithoutRates, options?: CallOptions): Promise<Empty>;
  /**
   * Checks an order for smart order routing without placing it and resolves to the commission rates that would apply.
   *
   * Weight 1, 20 with `computeCommissionRates`.
   *
   * @throws {BinanceOrderError} It breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -1013 when a filter refuses it.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-using-sor-trade
   */
  (params: NewSorOrderParams & AnyResponse & WithRates, options?: CallOptions): Promise<SorOrderCommission>;
  /**
   * Checks an order for smart order routing without placing it.
   *
   * Weight 1, 20 with `computeCommissionRates`.
   *
   * @throws {BinanceOrderError} It breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -1013 when a filter refuses it.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-using-sor-trade
   */
  (params: NewSorOrderParams & AnyResponse & MaybeRates, options?: CallOptions): Promise<Empty | SorOrderCommission>;
};

/**
 * Places a LIMIT or MARKET order with smart order routing: it may fill from the books of several quote assets.
 *
 * Weight 1, 0 when accepted; adds 1 to the unfilled orders. Needs a key with TRADE permission.
 *
 * @throws {BinanceOrderError} The order breaks a trading rule; nothing was sent.
 * @throws {BinanceApiError} -2010 when the exchange refuses it, -1013 when a filter does.
 * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-using-sor-trade
 */
export const createSorOrder: Operation<CreateSorOrder> = {
  rest: 'POST /api/v3/sor/order',
  ws: 'sor.order.place',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 1,
};

/**
 * Checks an order for smart order routing without placing it.
 *
 * Weight 1, 20 with `computeCommissionRates`. Needs a key with TRADE permission.
 *
 * @throws {BinanceOrderError} The order breaks a trading rule; nothing was sent.
 * @throws {BinanceApiError} -1013 when a filter refuses it.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-using-sor-trade
 */
export const createTestSorOrder: Operation<CreateTestSorOrder> = {
  rest: 'POST /api/v3/sor/order/test',
  ws: 'sor.order.test',
  security: 'TRADE',
  weight: ({ computeCommissionRates }) => (computeCommissionRates ? 20 : 1),
};
