import { unknownOutcomeCodes } from '../../errors/index.js';
import type {
  CancelReplaceMode,
  CancelReplaceResult,
  CancelRestrictions,
  Open,
  OrderRateLimitExceededMode,
} from '../enums/index.js';
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
import { queries } from './queries.js';

/** Selects the order that `cancelReplaceOrder` cancels, and what happens if one step fails. */
export type CancelReplaceTarget = {
  /** Whether the new order is placed if the cancellation fails. */
  cancelReplaceMode: CancelReplaceMode;
  /**
   * Client order id of the cancellation, which becomes the `clientOrderId` of the cancelled order. The exchange
   * generates one if absent.
   */
  cancelNewClientOrderId?: string | undefined;
  /** Cancels the order only if it has this state. */
  cancelRestrictions?: CancelRestrictions | undefined;
  /** What the exchange does if the account has too many unfilled orders. @default 'DO_NOTHING' */
  orderRateLimitExceededMode?: OrderRateLimitExceededMode | undefined;
} & (
  | {
      /** The exchange's id of the order to cancel. */
      cancelOrderId: number;
      /** Client order id of the order to cancel. If both ids are given, both must match. */
      cancelOrigClientOrderId?: string | undefined;
    }
  | {
      cancelOrderId?: undefined;
      /** Client order id of the order to cancel. */
      cancelOrigClientOrderId: string;
    }
);

/** Parameters of `cancelReplaceOrder`: the order to cancel, and the new order. */
export type CancelReplaceOrderParams = NewOrderParams & CancelReplaceTarget & AnyResponse;

/** Answer to `cancelReplaceOrder` if both steps succeeded. Every other result is an error. */
export type CancelReplaced<R> = {
  /** The cancellation succeeded. */
  cancelResult: 'SUCCESS';
  /** The new order was placed. */
  newOrderResult: 'SUCCESS';
  /** The cancelled order. If it was in an order list, the cancelled list. */
  cancelResponse: CancelledOrder | CancelledOrderList;
  /** The new order. */
  newOrderResponse: R;
};

/** The `data` of the `BinanceApiError` that `cancelReplaceOrder` throws if a step failed. */
export type CancelReplaceFailure = {
  /** Whether the cancellation succeeded. */
  cancelResult: Open<CancelReplaceResult>;
  /** Whether the new order was placed. */
  newOrderResult: Open<CancelReplaceResult>;
  /** The cancelled order, the cancelled list if the order was in one, or why the cancellation was refused. */
  cancelResponse: CancelledOrder | CancelledOrderList | Refusal;
  /** The new order, or why it was refused; null if the exchange did not try to place it. */
  newOrderResponse: NewOrder | Refusal | null;
};

/** Why the exchange refused one step of `cancelReplaceOrder`. */
export type Refusal = {
  /** The exchange's error code. */
  code: number;
  /** The exchange's error message. */
  msg: string;
};

/** Signature of `cancelReplaceOrder`. `newOrderRespType` and the order's type decide the shape of the answer. */
export type CancelReplaceOrder = {
  /**
   * Cancels an order and places another one on the same symbol. The two steps are not atomic: one of them can fail
   * while the other succeeds. `newOrderRespType` selects how many fields the answer has for the new order: the default
   * is FULL for LIMIT and MARKET orders, and ACK for the others.
   *
   * Weight 1, 0 when accepted. Adds 1 to the unfilled orders, even if the new order is not attempted. Needs an API key
   * with TRADE permission.
   *
   * @throws {BinanceOrderError} The new order breaks a trading rule. Nothing was sent.
   * @throws {BinanceApiError} -2021 if one step failed and the other succeeded, -2022 if neither succeeded. `data` is a
   * {@link CancelReplaceFailure}.
   * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
   * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. Either step may have succeeded.
   * `resolve()` finds the new order if it exists, or else the old order, whose `status` shows whether it was cancelled.
   * @see
   * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-an-existing-order-and-send-a-new-order-trade
   */
  (
    params: NewOrderParams & CancelReplaceTarget & AckResponse,
    options?: CallOptions,
  ): Promise<CancelReplaced<OrderAck>>;
  (
    params: NewOrderParams & CancelReplaceTarget & ResultResponse,
    options?: CallOptions,
  ): Promise<CancelReplaced<OrderResult>>;
  (
    params: ((NewOrderParams & FullResponse) | (PlainOrderParams & DefaultResponse)) & CancelReplaceTarget,
    options?: CallOptions,
  ): Promise<CancelReplaced<OrderFull>>;
  (
    params: ConditionalOrderParams & CancelReplaceTarget & DefaultResponse,
    options?: CallOptions,
  ): Promise<CancelReplaced<OrderAck>>;
  (params: CancelReplaceOrderParams, options?: CallOptions): Promise<CancelReplaced<NewOrder>>;
};

/**
 * Cancels an order and places another one on the same symbol. The two steps are not atomic: one of them can fail while
 * the other succeeds. `newOrderRespType` selects how many fields the answer has for the new order: the default is FULL
 * for LIMIT and MARKET orders, and ACK for the others.
 *
 * Weight 1, 0 when accepted. Adds 1 to the unfilled orders, even if the new order is not attempted. Needs an API key
 * with TRADE permission.
 *
 * @throws {BinanceOrderError} The new order breaks a trading rule. Nothing was sent.
 * @throws {BinanceApiError} -2021 if one step failed and the other succeeded, -2022 if neither succeeded. `data` is a
 * {@link CancelReplaceFailure}.
 * @throws {BinanceRateLimitError} -1015 if the account has too many unfilled orders.
 * @throws {BinanceUnknownOutcomeError} The request was sent, and no reply arrived. Either step may have succeeded.
 * `resolve()` finds the new order if it exists, or else the old order, whose `status` shows whether it was cancelled.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-an-existing-order-and-send-a-new-order-trade
 */
export const cancelReplaceOrder: Operation<CancelReplaceOrder> = {
  rest: 'POST /api/v3/order/cancelReplace',
  ws: 'order.cancelReplace',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
  orders: 1,
  effect: 'write',
  shape: { cancelResponse: { orderListId: 'id' }, newOrderResponse: { orderId: 'id' } },
  refusalProblem,
  clientOrderId: 'newClientOrderId',
  orderForm: 'cancelReplace',
  confirmedBy: { sign: 'replacement', queries },
};

/**
 * Describes how a refusal of a cancel-replace differs from Binance's documentation; undefined if it does not differ.
 * According to the documentation, -2021 means that exactly one of the two steps succeeded, and -2022 that neither did.
 * A step that failed with a code such as -1007 may have succeeded nevertheless. A refusal with such a step matches
 * neither code.
 */
function refusalProblem(code: number, data: unknown): string | undefined {
  if (code !== -2021 && (code !== -2022 || data === undefined)) return undefined;
  const { cancelResult, newOrderResult, cancelResponse, newOrderResponse } = Object(
    data,
  ) as Partial<CancelReplaceFailure>;
  const steps = [cancelResult, newOrderResult];
  const succeeded = steps.filter((step) => step === 'SUCCESS').length;
  const isKnown =
    steps.every((step) => step === 'SUCCESS' || step === 'FAILURE' || step === 'NOT_ATTEMPTED') &&
    [cancelResponse, newOrderResponse].every((step) => !unknownOutcomeCodes.includes(Object(step).code));
  if (isKnown && succeeded === (code === -2021 ? 1 : 0)) return undefined;
  return `the results of cancel and new order do not match the code ${code}`;
}
