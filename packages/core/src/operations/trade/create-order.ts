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
import { queries } from './queries.js';

/** Signature of `createOrder`. `newOrderRespType` and the order's type decide the shape of the answer. */
export type CreateOrder = {
  /**
   * Places an order. `newOrderRespType` selects how many fields the answer has: the default is FULL for LIMIT and
   * MARKET orders, and ACK for the others.
   *
   * Weight 1, 0 when accepted. Adds 1 to the unfilled orders. Needs an API key with TRADE permission.
   *
   * @throws {BinanceOrderError} The order breaks a trading rule. Nothing was sent.
   * @throws {BinanceApiError} -2010 if the exchange refuses the order, -1013 if the order breaks a filter.
   * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The order may have been placed.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-trade
   */
  (params: NewOrderParams & AckResponse, options?: CallOptions): Promise<OrderAck>;
  (params: NewOrderParams & ResultResponse, options?: CallOptions): Promise<OrderResult>;
  (
    params: (NewOrderParams & FullResponse) | (PlainOrderParams & DefaultResponse),
    options?: CallOptions,
  ): Promise<OrderFull>;
  (params: ConditionalOrderParams & DefaultResponse, options?: CallOptions): Promise<OrderAck>;
  (params: CreateOrderParams, options?: CallOptions): Promise<NewOrder>;
};

/** Parameters of a test order whose answer has no commission rates. */
export type WithoutRates = {
  /** Whether the answer has commission rates. @default false */
  computeCommissionRates?: false | undefined;
};
/** Parameters of a test order whose answer has commission rates. */
export type WithRates = {
  /** Whether the answer has commission rates. */
  computeCommissionRates: true;
};
/** Parameters of a test order whose answer may have commission rates. */
export type MaybeRates = {
  /** Whether the answer has commission rates. @default false */
  computeCommissionRates?: boolean | undefined;
};

/** Commission rates as fractions of the traded amount: `0.00150000` is 0.15 %. */
export type MakerTakerRates = {
  /** Commission rate if the order trades as maker, as a fraction: `0.001` is 0.1 %. */
  maker: string;
  /** Commission rate if the order trades as taker, as a fraction. */
  taker: string;
};

/**
 * The commission rates that would apply to an order. The commission of a trade is the sum of the standard, special and
 * tax commissions.
 */
export type OrderCommission = {
  /** Standard commission rates, to which the discount applies. */
  standardCommissionForOrder: MakerTakerRates;
  /** Special commission rates. Absent if the exchange states none. */
  specialCommissionForOrder?: MakerTakerRates;
  /** Tax commission rates. */
  taxCommissionForOrder: MakerTakerRates;
  /** Discount on the standard commission rates. */
  discount: CommissionDiscount;
};

/** Signature of `createTestOrder`. `computeCommissionRates` decides the shape of the answer. */
export type CreateTestOrder = {
  /**
   * Checks an order and its signature without placing it. Returns an empty object, or the commission rates of the order
   * if `computeCommissionRates` is true.
   *
   * Weight 20 with `computeCommissionRates`, otherwise 1. Needs an API key with TRADE permission.
   *
   * @throws {BinanceOrderError} The order breaks a trading rule. Nothing was sent.
   * @throws {BinanceApiError} -1013 if the order breaks a filter.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-trade
   */
  (params: CreateOrderParams & WithoutRates, options?: CallOptions): Promise<Empty>;
  (params: CreateOrderParams & WithRates, options?: CallOptions): Promise<OrderCommission>;
  (params: CreateOrderParams & MaybeRates, options?: CallOptions): Promise<Empty | OrderCommission>;
};

/**
 * Places an order. `newOrderRespType` selects how many fields the answer has: the default is FULL for LIMIT and MARKET
 * orders, and ACK for the others.
 *
 * Weight 1, 0 when accepted. Adds 1 to the unfilled orders. Needs an API key with TRADE permission.
 *
 * @throws {BinanceOrderError} The order breaks a trading rule. Nothing was sent.
 * @throws {BinanceApiError} -2010 if the exchange refuses the order, -1013 if the order breaks a filter.
 * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The order may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-trade
 */
export const createOrder: Operation<CreateOrder> = {
  rest: 'POST /api/v3/order',
  ws: 'order.place',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 1,
  effect: 'write',
  shape: { orderId: 'id' },
  clientOrderId: 'newClientOrderId',
  orderForm: 'order',
  confirmedBy: { sign: 'newOrder', queries },
};

/**
 * Checks an order and its signature without placing it. Returns an empty object, or the commission rates of the order
 * if `computeCommissionRates` is true.
 *
 * Weight 20 with `computeCommissionRates`, otherwise 1. Needs an API key with TRADE permission.
 *
 * @throws {BinanceOrderError} The order breaks a trading rule. Nothing was sent.
 * @throws {BinanceApiError} -1013 if the order breaks a filter.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-trade
 */
export const createTestOrder: Operation<CreateTestOrder> = {
  rest: 'POST /api/v3/order/test',
  ws: 'order.test',
  security: 'TRADE',
  weight: ({ computeCommissionRates }) => (computeCommissionRates ? 20 : 1),
  effect: 'test',
  shape: {},
  clientOrderId: 'newClientOrderId',
  orderForm: 'order',
};
