import type { NewOrderRespType } from '../enums/index.js';
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
import type { AnyResponse } from './order-params.js';
import { queries } from './queries.js';

/** Selects how many fields the answer has. */
type ResponseOf<T extends NewOrderRespType> = {
  /** How many fields the answer has. */
  newOrderRespType: T;
};

// The name `AnyResponse` must come before `ResponseOf` in the alphabet. If a call does not compile, the compiler merges
// the parameters of all overloads, sorted by the name of the first type of each intersection. If `AnyResponse` comes
// first, the compiler drops every `ResponseOf` early, because `AnyResponse` includes it. Otherwise the compiler reports
// not only the caller's mistake, but also TS2590 (a union that is too complex).

/**
 * Signature of the methods that place an order list. `newOrderRespType` decides the type of `orderReports`. If it is
 * absent, `orderReports` may have any of the types, because Binance documents no default for lists.
 */
export type CreateOrderList<P> = {
  /**
   * Places an order list. `newOrderRespType` selects how many fields each of the `orderReports` has.
   *
   * Weight 1, 0 when accepted. Adds each order of the list to the unfilled orders. Needs an API key with TRADE
   * permission.
   *
   * @throws {BinanceOrderError} An order breaks a trading rule. Nothing was sent.
   * @throws {BinanceApiError} -2010 if the exchange refuses the list, -1013 if an order breaks a filter, -1158 to -1199
   * if two orders do not form an OCO.
   * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The list may have been placed.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#order-lists
   */
  (params: ResponseOf<'ACK'> & P, options?: CallOptions): Promise<NewOrderList<OrderAck>>;
  (params: ResponseOf<'RESULT'> & P, options?: CallOptions): Promise<NewOrderList<ListedOrderResult>>;
  (params: ResponseOf<'FULL'> & P, options?: CallOptions): Promise<NewOrderList<ListedOrderFull>>;
  (params: AnyResponse & P, options?: CallOptions): Promise<NewOrderList<ListedOrder>>;
};

/**
 * Places an OCO list: two orders, one above and one below the market price, of which one cancels the other. One takes
 * the profit (LIMIT_MAKER or TAKE_PROFIT), the other limits the loss (STOP_LOSS). `newOrderRespType` selects how many
 * fields each of the `orderReports` has.
 *
 * Weight 1, 0 when accepted. Adds 2 to the unfilled orders. Needs an API key with TRADE permission.
 *
 * @throws {BinanceOrderError} An order breaks a trading rule. Nothing was sent.
 * @throws {BinanceApiError} -2010 if the exchange refuses the list, -1013 if an order breaks a filter, -1158 to -1199
 * if two orders do not form an OCO.
 * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The list may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---oco-trade
 */
export const createOcoOrder: Operation<CreateOrderList<OcoOrderParams>> = {
  rest: 'POST /api/v3/orderList/oco',
  ws: 'orderList.place.oco',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 2,
  effect: 'write',
  shape: { orderListId: 'id' },
  clientOrderId: 'listClientOrderId',
  orderForm: 'oco',
  confirmedBy: { sign: 'newOrderList', queries },
};

/**
 * Places an OTO list: a working order (LIMIT or LIMIT_MAKER) and a pending order. The exchange places the pending order
 * when the working order is filled completely. `newOrderRespType` selects how many fields each of the `orderReports`
 * has.
 *
 * Weight 1, 0 when accepted. Adds 2 to the unfilled orders. Needs an API key with TRADE permission.
 *
 * @throws {BinanceOrderError} An order breaks a trading rule. Nothing was sent.
 * @throws {BinanceApiError} -2010 if the exchange refuses the list, -1013 if an order breaks a filter.
 * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The list may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---oto-trade
 */
export const createOtoOrder: Operation<CreateOrderList<OtoOrderParams>> = {
  rest: 'POST /api/v3/orderList/oto',
  ws: 'orderList.place.oto',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 2,
  effect: 'write',
  shape: { orderListId: 'id' },
  clientOrderId: 'listClientOrderId',
  orderForm: 'oto',
  confirmedBy: { sign: 'newOrderList', queries },
};

/**
 * Places an OTOCO list: a working order (LIMIT or LIMIT_MAKER) and a pending OCO pair. The exchange places the pair
 * when the working order is filled completely. `newOrderRespType` selects how many fields each of the `orderReports`
 * has.
 *
 * Weight 1, 0 when accepted. Adds 3 to the unfilled orders. Needs an API key with TRADE permission.
 *
 * @throws {BinanceOrderError} An order breaks a trading rule. Nothing was sent.
 * @throws {BinanceApiError} -2010 if the exchange refuses the list, -1013 if an order breaks a filter, -1158 to -1199
 * if two orders do not form an OCO.
 * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The list may have been placed.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---otoco-trade
 */
export const createOtocoOrder: Operation<CreateOrderList<OtocoOrderParams>> = {
  rest: 'POST /api/v3/orderList/otoco',
  ws: 'orderList.place.otoco',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 3,
  effect: 'write',
  shape: { orderListId: 'id' },
  clientOrderId: 'listClientOrderId',
  orderForm: 'otoco',
  confirmedBy: { sign: 'newOrderList', queries },
};

/**
 * Places an OPO list: a working BUY order and a pending SELL order. The exchange places the pending order when the
 * working order is filled completely. The pending order sells what the working order bought. `newOrderRespType` selects
 * how many fields each of the `orderReports` has.
 *
 * Weight 1, 0 when accepted. Adds 2 to the unfilled orders. Needs an API key with TRADE permission.
 *
 * @throws {BinanceOrderError} An order breaks a trading rule. Nothing was sent.
 * @throws {BinanceApiError} -2010 if the exchange refuses the list, -1013 if an order breaks a filter.
 * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The list may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---opo-trade
 */
export const createOpoOrder: Operation<CreateOrderList<OpoOrderParams>> = {
  rest: 'POST /api/v3/orderList/opo',
  ws: 'orderList.place.opo',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 2,
  effect: 'write',
  shape: { orderListId: 'id' },
  clientOrderId: 'listClientOrderId',
  orderForm: 'opo',
  confirmedBy: { sign: 'newOrderList', queries },
};

/**
 * Places an OPOCO list: a working BUY order and a pending OCO pair of SELL orders. The exchange places the pair when
 * the working order is filled completely. The pair sells what the working order bought. `newOrderRespType` selects how
 * many fields each of the `orderReports` has.
 *
 * Weight 1, 0 when accepted. Adds 3 to the unfilled orders. Needs an API key with TRADE permission.
 *
 * @throws {BinanceOrderError} An order breaks a trading rule. Nothing was sent.
 * @throws {BinanceApiError} -2010 if the exchange refuses the list, -1013 if an order breaks a filter, -1158 to -1199
 * if two orders do not form an OCO.
 * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The list may have been placed.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-list---opoco-trade
 */
export const createOpocoOrder: Operation<CreateOrderList<OpocoOrderParams>> = {
  rest: 'POST /api/v3/orderList/opoco',
  ws: 'orderList.place.opoco',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 3,
  effect: 'write',
  shape: { orderListId: 'id' },
  clientOrderId: 'listClientOrderId',
  orderForm: 'opoco',
  confirmedBy: { sign: 'newOrderList', queries },
};

/**
 * Places a LIMIT_MAKER order and a stop order, of which one cancels the other, on a deprecated route.
 * `newOrderRespType` selects how many fields each of the `orderReports` has.
 *
 * Weight 1, 0 when accepted. Adds 2 to the unfilled orders. Needs an API key with TRADE permission.
 *
 * @deprecated The exchange deprecated this route. Use {@link createOcoOrder}.
 * @throws {BinanceOrderError} An order breaks a trading rule. Nothing was sent.
 * @throws {BinanceApiError} -2010 if the exchange refuses the list, -1013 if an order breaks a filter.
 * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. The list may have been placed.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-oco---deprecated-trade
 */
export const createLegacyOcoOrder: Operation<CreateOrderList<LegacyOcoOrderParams>> = {
  rest: 'POST /api/v3/order/oco',
  ws: 'orderList.place',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 2,
  effect: 'write',
  shape: { orderListId: 'id' },
  clientOrderId: 'listClientOrderId',
  orderForm: 'legacyOco',
  confirmedBy: { sign: 'newOrderList', queries },
};
