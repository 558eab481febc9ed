import type { CallOptions, Operation } from '../../operation.js';
import type { OrderAck, OrderFull, OrderResult } from './order-answers.js';
import type { ConditionalOrderParams, CreateOrderParams, NewOrderParams, PlainOrderParams } from './order-params.js';

/** The answer follows `newOrderRespType`, which is FULL for LIMIT and MARKET orders and ACK for the others. */
export type CreateOrder = {
  /** Places an order and resolves to its ids. */
  (params: NewOrderParams & { newOrderRespType: 'ACK' }, options?: CallOptions): Promise<OrderAck>;
  /** Places an order and resolves to it as it stands. */
  (params: NewOrderParams & { newOrderRespType: 'RESULT' }, options?: CallOptions): Promise<OrderResult>;
  /** Places an order and resolves to it with its fills. */
  (
    params: (NewOrderParams & { newOrderRespType: 'FULL' }) | (PlainOrderParams & { newOrderRespType?: undefined }),
    options?: CallOptions,
  ): Promise<OrderFull>;
  /** Places an order with a trigger or for the book only, and resolves to its ids. */
  (params: ConditionalOrderParams & { newOrderRespType?: undefined }, options?: CallOptions): Promise<OrderAck>;
  /** Places an order and resolves to as much as `newOrderRespType` asks for. */
  (params: CreateOrderParams, options?: CallOptions): Promise<OrderAck | OrderResult | OrderFull>;
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
