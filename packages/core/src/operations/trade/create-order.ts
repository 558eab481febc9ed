import type { CommissionDiscount } from '../account/commission.js';
import type { Empty } from '../general/connectivity.js';
import type { CallOptions, Operation } from '../operation.js';
import type { NewOrder, OrderAck, OrderFull, OrderResult } from './order-answers.js';
import type {
  AckResponse,
  ConditionalOrderParams,
  CreateOrderParams,
  DefaultResponse,
  FullResponse,
  NewOrderParams,
  PlainOrderParams,
  ResultResponse,
} from './order-params.js';

/** The answer follows `newOrderRespType`, which is FULL for LIMIT and MARKET orders and ACK for the others. */
export type CreateOrder = {
  /**
   * Places an order and resolves to its ids.
   *
   * Weight 1, 0 when accepted; adds 1 to the unfilled orders.
   *
   * @throws {BinanceOrderError} It breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2010 or -1013 when the exchange refuses it.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-trade
   */
  (params: NewOrderParams & AckResponse, options?: CallOptions): Promise<OrderAck>;
  /**
   * Places an order and resolves to it as it stands.
   *
   * Weight 1, 0 when accepted; adds 1 to the unfilled orders.
   *
   * @throws {BinanceOrderError} It breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2010 or -1013 when the exchange refuses it.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-trade
   */
  (params: NewOrderParams & ResultResponse, options?: CallOptions): Promise<OrderResult>;
  /**
   * Places an order and resolves to it with its fills.
   *
   * Weight 1, 0 when accepted; adds 1 to the unfilled orders.
   *
   * @throws {BinanceOrderError} It breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2010 or -1013 when the exchange refuses it.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-trade
   */
  (
    params: (NewOrderParams & FullResponse) | (PlainOrderParams & DefaultResponse),
    options?: CallOptions,
  ): Promise<OrderFull>;
  /**
   * Places an order with a trigger or for the book only, and resolves to its ids.
   *
   * Weight 1, 0 when accepted; adds 1 to the unfilled orders.
   *
   * @throws {BinanceOrderError} It breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2010 or -1013 when the exchange refuses it.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-trade
   */
  (params: ConditionalOrderParams & DefaultResponse, options?: CallOptions): Promise<OrderAck>;
  /**
   * Places an order and resolves to as much as `newOrderRespType` asks for.
   *
   * Weight 1, 0 when accepted; adds 1 to the unfilled orders.
   *
   * @throws {BinanceOrderError} It breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2010 or -1013 when the exchange refuses it.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-trade
   */
  (params: CreateOrderParams, options?: CallOptions): Promise<NewOrder>;
};

/** Asks for no rates. */
export type WithoutRates = { computeCommissionRates?: false | undefined };
/** Asks for the rates that would apply to a test order. */
export type WithRates = { computeCommissionRates: true };
/** Whether a test order asks for the rates that would apply to it. */
export type MaybeRates = { computeCommissionRates?: boolean | undefined };

/** Rates as fractions: `0.00150000` is 0.15 %. */
export type MakerTakerRates = { maker: string; taker: string };

/** The commission rates that would apply to an order. */
export type OrderCommission = {
  standardCommissionForOrder: MakerTakerRates;
  specialCommissionForOrder: MakerTakerRates;
  taxCommissionForOrder: MakerTakerRates;
  discount: CommissionDiscount;
};

/** Resolves to nothing, or to the commission rates that would apply. */
export type CreateTestOrder = {
  /**
   * Checks an order without placing it; resolves to an empty object when it would be accepted.
   *
   * Weight 1, 20 with `computeCommissionRates`.
   *
   * @throws {BinanceOrderError} It breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -1013 when a filter refuses it.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-trade
   */
  (params: CreateOrderParams & WithoutRates, options?: CallOptions): Promise<Empty>;
  /**
   * Checks an order without placing it and resolves to the commission rates that would apply.
   *
   * Weight 1, 20 with `computeCommissionRates`.
   *
   * @throws {BinanceOrderError} It breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -1013 when a filter refuses it.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-trade
   */
  (params: CreateOrderParams & WithRates, options?: CallOptions): Promise<OrderCommission>;
  /**
   * Checks an order without placing it.
   *
   * Weight 1, 20 with `computeCommissionRates`.
   *
   * @throws {BinanceOrderError} It breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -1013 when a filter refuses it.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-trade
   */
  (params: CreateOrderParams & MaybeRates, options?: CallOptions): Promise<Empty | OrderCommission>;
};

/**
 * Places an order.
 *
 * Weight 1, 0 when accepted; adds 1 to the unfilled orders. Needs a key with TRADE permission.
 *
 * @throws {BinanceOrderError} The order breaks a trading rule; nothing was sent.
 * @throws {BinanceApiError} -2010 when the exchange refuses it (balance, price), -1013 when a filter does.
 * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-trade
 */
export const createOrder: Operation<CreateOrder> = {
  rest: 'POST /api/v3/order',
  ws: 'order.place',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 1,
};

/**
 * Checks an order and its signature without placing it.
 *
 * Weight 1, 20 with `computeCommissionRates`. Needs a key with TRADE permission.
 *
 * @throws {BinanceOrderError} The order breaks a trading rule; nothing was sent.
 * @throws {BinanceApiError} -1013 when a filter refuses it.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-trade
 */
export const createTestOrder: Operation<CreateTestOrder> = {
  rest: 'POST /api/v3/order/test',
  ws: 'order.test',
  security: 'TRADE',
  weight: ({ computeCommissionRates }) => (computeCommissionRates ? 20 : 1),
};
