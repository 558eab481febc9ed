import type {
  CancelReplaceMode,
  CancelReplaceResult,
  CancelRestrictions,
  Open,
  OrderRateLimitExceededMode,
} from '../enums.js';
import type { CallOptions, Operation } from '../operation.js';
import type { CancelledOrder, NewOrder, OrderAck, OrderFull, OrderResult } from './order-answers.js';
import type { CancelledOrderList } from './order-list-answers.js';
import type {
  AckResponse,
  AnyResponse,
  ConditionalOrderParams,
  DefaultResponse,
  FullResponse,
  NewOrderParams,
  PlainOrderParams,
  ResultResponse,
} from './order-params.js';

/** Which order a cancelReplace cancels, and what it does when one half fails. */
export type CancelReplaceTarget = {
  cancelReplaceMode: CancelReplaceMode;
  /** Identifies the cancel; it becomes the old order's `clientOrderId`. Made by the exchange when left out. */
  cancelNewClientOrderId?: string | undefined;
  cancelRestrictions?: CancelRestrictions | undefined;
  /** @default 'DO_NOTHING' */
  orderRateLimitExceededMode?: OrderRateLimitExceededMode | undefined;
} & (
  | { cancelOrderId: number; cancelOrigClientOrderId?: string | undefined }
  | { cancelOrderId?: undefined; cancelOrigClientOrderId: string }
);

/** The order to cancel (`cancel…`), and the new one. */
export type CancelReplaceOrderParams = NewOrderParams & CancelReplaceTarget & AnyResponse;

/** Both halves succeeded; every other outcome is an error that carries the halves in `data`. */
export type CancelReplaced<R> = {
  cancelResult: 'SUCCESS';
  newOrderResult: 'SUCCESS';
  /** The list, where the cancelled order was one of a list. */
  cancelResponse: CancelledOrder | CancelledOrderList;
  newOrderResponse: R;
};

/** The `data` of the `BinanceApiError` of a cancelReplace of which a half failed. */
export type CancelReplaceFailure = {
  cancelResult: Open<CancelReplaceResult>;
  newOrderResult: Open<CancelReplaceResult>;
  cancelResponse: CancelledOrder | CancelledOrderList | Refusal;
  /** Null where the new order was not attempted. */
  newOrderResponse: NewOrder | Refusal | null;
};

/** Why a half of a cancelReplace failed. */
export type Refusal = { code: number; msg: string };

/** The answer's new order follows `newOrderRespType`, which is FULL for LIMIT and MARKET orders and ACK for the others. */
export type CancelReplaceOrder = {
  /**
   * Cancels an order, places another, and resolves to the ids of the new one.
   *
   * Weight 1, 0 when accepted; adds 1 to the unfilled orders.
   *
   * @throws {BinanceOrderError} The new order breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2022 when both halves failed, -2021 when one succeeded; `data` is a
   * {@link CancelReplaceFailure}.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-an-existing-order-and-send-a-new-order-trade
   */
  (
    params: NewOrderParams & CancelReplaceTarget & AckResponse,
    options?: CallOptions,
  ): Promise<CancelReplaced<OrderAck>>;
  /**
   * Cancels an order, places another, and resolves to the new one as it stands.
   *
   * Weight 1, 0 when accepted; adds 1 to the unfilled orders.
   *
   * @throws {BinanceOrderError} The new order breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2022 when both halves failed, -2021 when one succeeded; `data` is a
   * {@link CancelReplaceFailure}.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-an-existing-order-and-send-a-new-order-trade
   */
  (
    params: NewOrderParams & CancelReplaceTarget & ResultResponse,
    options?: CallOptions,
  ): Promise<CancelReplaced<OrderResult>>;
  /**
   * Cancels an order, places another, and resolves to the new one with its fills.
   *
   * Weight 1, 0 when accepted; adds 1 to the unfilled orders.
   *
   * @throws {BinanceOrderError} The new order breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2022 when both halves failed, -2021 when one succeeded; `data` is a
   * {@link CancelReplaceFailure}.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-an-existing-order-and-send-a-new-order-trade
   */
  (
    params: ((NewOrderParams & FullResponse) | (PlainOrderParams & DefaultResponse)) & CancelReplaceTarget,
    options?: CallOptions,
  ): Promise<CancelReplaced<OrderFull>>;
  /**
   * Cancels an order, places one with a trigger or for the book only, and resolves to the ids of the new one.
   *
   * Weight 1, 0 when accepted; adds 1 to the unfilled orders.
   *
   * @throws {BinanceOrderError} The new order breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2022 when both halves failed, -2021 when one succeeded; `data` is a
   * {@link CancelReplaceFailure}.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-an-existing-order-and-send-a-new-order-trade
   */
  (
    params: ConditionalOrderParams & CancelReplaceTarget & DefaultResponse,
    options?: CallOptions,
  ): Promise<CancelReplaced<OrderAck>>;
  /**
   * Cancels an order, places another, and resolves to as much of the new one as `newOrderRespType` asks for.
   *
   * Weight 1, 0 when accepted; adds 1 to the unfilled orders.
   *
   * @throws {BinanceOrderError} The new order breaks a trading rule; nothing was sent.
   * @throws {BinanceApiError} -2022 when both halves failed, -2021 when one succeeded; `data` is a
   * {@link CancelReplaceFailure}.
   * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} It was sent and no answer came.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-an-existing-order-and-send-a-new-order-trade
   */
  (params: CancelReplaceOrderParams, options?: CallOptions): Promise<CancelReplaced<NewOrder>>;
};

/**
 * Cancels an order and places another on the same symbol, in one call. It is no transaction: one half can succeed
 * without the other.
 *
 * Weight 1, 0 when accepted; adds 1 to the unfilled orders, also where the new order was not attempted. Needs a key with
 * TRADE permission.
 *
 * @throws {BinanceOrderError} The new order breaks a trading rule; nothing was sent.
 * @throws {BinanceApiError} -2022 when both halves failed or nothing was attempted after a failed cancel, -2021 when
 * one half succeeded; `data` is a {@link CancelReplaceFailure}.
 * @throws {BinanceRateLimitError} -1015 when the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-an-existing-order-and-send-a-new-order-trade
 */
export const cancelReplaceOrder: Operation<CancelReplaceOrder> = {
  rest: 'POST /api/v3/order/cancelReplace',
  ws: 'order.cancelReplace',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 1,
};
