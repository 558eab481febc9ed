import type { CancelRestrictions } from '../../enums.js';
import type { Method, Operation } from '../../operation.js';
import type { ConditionalOrderFields, OrderAck, OrderState } from './order-answers.js';

/** Names an order by the exchange's id or by its client order id; with both, both must fit. */
export type OrderReference =
  | { orderId: number; origClientOrderId?: string | undefined }
  | { orderId?: number | undefined; origClientOrderId: string };

export type CancelOrderParams = {
  symbol: string;
  /** Identifies this cancel; it becomes the order's `clientOrderId`. Made by the exchange when left out. */
  newClientOrderId?: string | undefined;
  cancelRestrictions?: CancelRestrictions | undefined;
} & OrderReference;

/** An order as its cancel left it. */
export type CancelledOrder = OrderAck &
  OrderState & {
    /** The id under which the order was placed; `clientOrderId` is the cancel's. */
    origClientOrderId: string;
  } & ConditionalOrderFields;

/**
 * Cancels an open order and resolves to it as it stands.
 *
 * Fastest with `orderId` alone. Weight 1, 0 when it cancelled. Needs a key with TRADE permission.
 *
 * @throws {BinanceApiError} -2011 when there is no such open order or `cancelRestrictions` forbids it.
 * @throws {BinanceUnknownOutcomeError} It was sent and no answer came.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#cancel-order-trade
 */
export const cancelOrder: Operation<Method<CancelOrderParams, CancelledOrder>> = {
  rest: 'DELETE /api/v3/order',
  ws: 'order.cancel',
  security: 'TRADE',
  weight: 1,
  weightOnSuccess: 0,
};
