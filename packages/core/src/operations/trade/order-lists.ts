import type { CallOptions, Operation } from '../operation.js';
import type { OrderAck } from './order-answers.js';
import type { ListedOrder, ListedOrderFull, ListedOrderResult, NewOrderList } from './order-list-answers.js';
import type {
  LegacyOcoOrderParams,
  OcoOrderParams,
  OpocoOrderParams,
  OpoOrderParams,
  OtocoOrderParams,
  OtoOrderParams,
} from './order-list-params.js';
import type { AckResponse, AnyResponse, FullResponse, ResultResponse } from './order-params.js';

/** The reports follow `newOrderRespType`; the exchange documents no default, so without it they can be any. */
export type CreateOrderList<P> = {
  /**
   * Places an order list and resolves to it with the ids of its orders.
   *
   * Weight 1, 0 when accepted; adds as many as it has orders to the unfilled orders.
   *
   * @throws {BinanceOrderError} An order breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2010 or -1013 when the exchange refuses it, -1158 to -1199 when a pair is no OCO.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-lists
   */
  (params: P & AckResponse, options?: CallOptions): Promise<NewOrderList<OrderAck>>;
  /**
   * Places an order list and resolves to it with its orders as they stand.
   *
   * Weight 1, 0 when accepted; adds as many as it has orders to the unfilled orders.
   *
   * @throws {BinanceOrderError} An order breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2010 or -1013 when the exchange refuses it, -1158 to -1199 when a pair is no OCO.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-lists
   */
  (params: P & ResultResponse, options?: CallOptions): Promise<NewOrderList<ListedOrderResult>>;
  /**
   * Places an order list and resolves to it with its orders and their fills.
   *
   * Weight 1, 0 when accepted; adds as many as it has orders to the unfilled orders.
   *
   * @throws {BinanceOrderError} An order breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2010 or -1013 when the exchange refuses it, -1158 to -1199 when a pair is no OCO.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-lists
   */
  (params: P & FullResponse, options?: CallOptions): Promise<NewOrderList<ListedOrderFull>>;
  /**
   * Places an order list and resolves to it with as much of its orders as `newOrderRespType` asks for.
   *
   * Weight 1, 0 when accepted; adds as many as it has orders to the unfilled orders.
   *
   * @throws {BinanceOrderError} An order breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2010 or -1013 when the exchange refuses it, -1158 to -1199 when a pair is no OCO.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-lists
   */
  (params: P & AnyResponse, options?: CallOptions): Promise<NewOrderList<ListedOrder>>;
};

/**
 * Places two orders of which one cancels the other (OCO): a LIMIT_MAKER or TAKE_PROFIT order and a STOP_LOSS order, one
 * above and one below the price.
 *
 * Weight 1, 0 when accepted; adds 2 to the unfilled orders. Needs a key with TRADE permission.
 *
 * @throws {BinanceOrderError} An order breaks a trading rule; nothing was sent.
 * @throws {BinanceApiError} -2010 when the exchange refuses it, -1013 when a filter does, -1158 to -1199 when the two
 * orders do not make an OCO.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---oco-trade
 */
export const createOcoOrder: Operation<CreateOrderList<OcoOrderParams>> = {
  rest: 'POST /api/v3/orderList/oco',
  ws: 'orderList.place.oco',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 2,
};

/**
 * Places a LIMIT or LIMIT_MAKER order that triggers another when it has filled completely (OTO).
 *
 * Weight 1, 0 when accepted; adds 2 to the unfilled orders. Needs a key with TRADE permission.
 *
 * @throws {BinanceOrderError} An order breaks a trading rule; nothing was sent.
 * @throws {BinanceApiError} -2010 when the exchange refuses it, -1013 when a filter does.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---oto-trade
 */
export const createOtoOrder: Operation<CreateOrderList<OtoOrderParams>> = {
  rest: 'POST /api/v3/orderList/oto',
  ws: 'orderList.place.oto',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 2,
};

/**
 * Places a LIMIT or LIMIT_MAKER order that triggers an OCO pair when it has filled completely (OTOCO).
 *
 * Weight 1, 0 when accepted; adds 3 to the unfilled orders. Needs a key with TRADE permission.
 *
 * @throws {BinanceOrderError} An order breaks a trading rule; nothing was sent.
 * @throws {BinanceApiError} -2010 when the exchange refuses it, -1013 when a filter does, -1158 to -1199 when the pair
 * does not make an OCO.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---otoco-trade
 */
export const createOtocoOrder: Operation<CreateOrderList<OtocoOrderParams>> = {
  rest: 'POST /api/v3/orderList/otoco',
  ws: 'orderList.place.otoco',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 3,
};

/**
 * Places a BUY order whose proceeds the pending SELL order sells when it has filled completely (OPO).
 *
 * Weight 1, 0 when accepted; adds 2 to the unfilled orders. Needs a key with TRADE permission.
 *
 * @throws {BinanceOrderError} An order breaks a trading rule; nothing was sent.
 * @throws {BinanceApiError} -2010 when the exchange refuses it, -1013 when a filter does.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---opo-trade
 */
export const createOpoOrder: Operation<CreateOrderList<OpoOrderParams>> = {
  rest: 'POST /api/v3/orderList/opo',
  ws: 'orderList.place.opo',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 2,
};

/**
 * Places a BUY order whose proceeds an OCO pair of SELL orders sells when it has filled completely (OPOCO).
 *
 * Weight 1, 0 when accepted; adds 3 to the unfilled orders. Needs a key with TRADE permission.
 *
 * @throws {BinanceOrderError} An order breaks a trading rule; nothing was sent.
 * @throws {BinanceApiError} -2010 when the exchange refuses it, -1013 when a filter does, -1158 to -1199 when the pair
 * does not make an OCO.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---opoco-trade
 */
export const createOpocoOrder: Operation<CreateOrderList<OpocoOrderParams>> = {
  rest: 'POST /api/v3/orderList/opoco',
  ws: 'orderList.place.opoco',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 3,
};

/**
 * Places a LIMIT_MAKER order and a stop order of which one cancels the other, on the old route.
 *
 * Weight 1, 0 when accepted; adds 2 to the unfilled orders. Needs a key with TRADE permission.
 *
 * @deprecated The exchange deprecated the route; use {@link createOcoOrder}.
 * @throws {BinanceOrderError} An order breaks a trading rule; nothing was sent.
 * @throws {BinanceApiError} -2010 when the exchange refuses it, -1013 when a filter does.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came; it may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-oco---deprecated-trade
 */
export const createLegacyOcoOrder: Operation<CreateOrderList<LegacyOcoOrderParams>> = {
  rest: 'POST /api/v3/order/oco',
  ws: 'orderList.place',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 2,
};
