import { formatAmount } from '../../engine/types/amount.js';
import type { CancelReplaceHalf, CancelReplaceResult, NewOrder, OrderCommission } from '../../engine/types/index.js';
import { isRefusal, Refusal, refusal } from '../../refusals/refusal.js';
import { type DisputedCodes, refusalReply } from '../../refusals/refusal-table.js';
import { CLIENT_ID, DECIMAL, LONG, oneOf, required, SYMBOL } from '../parameters/parameter-types.js';
import { discountOf } from '../render/commission.js';
import { amended, cancelled, placed, type ResponseType } from '../render/order.js';
import { defineHandler, type Handler } from './handler.js';
import {
  CANCEL_RESTRICTIONS,
  defineOrderHandler,
  orderParameters,
  sorParameters,
  testParameters,
} from './order-parameters.js';

type Json = Record<string, unknown>;

/**
 * Returns the response type of an order. It is `asked` if the request has a response type. Otherwise it is FULL for
 * LIMIT and MARKET orders, and ACK for all other orders.
 */
const responseType = (type: NewOrder['type'], asked: ResponseType | undefined): ResponseType =>
  asked ?? (type === 'LIMIT' || type === 'MARKET' ? 'FULL' : 'ACK');

export const createOrder: Handler = defineOrderHandler(orderParameters, ({ context, account, params, time }) => {
  const { newOrderRespType, ...order } = params;
  return placed(context.engine.placeOrder(account, order), responseType(order.type, newOrderRespType), time);
});

export const createTestOrder: Handler = defineOrderHandler(
  { ...orderParameters, ...testParameters },
  ({ context, account, params }) => {
    const { newOrderRespType, computeCommissionRates, ...order } = params;
    const commission = context.engine.testOrder(account, order);
    return computeCommissionRates ? commissionOf(commission, true) : {};
  },
);

export const createSorOrder: Handler = defineOrderHandler(sorParameters, ({ context, account, params, api, time }) => {
  const { newOrderRespType = 'FULL', ...order } = params;
  const answer = placed(context.engine.placeSorOrder(account, order), newOrderRespType, time);
  return api === 'WS' && context.settings.sorAnswer === 'list' ? [answer] : answer;
});

export const createTestSorOrder: Handler = defineOrderHandler(
  { ...sorParameters, ...testParameters },
  ({ context, account, params }) => {
    const { newOrderRespType, computeCommissionRates, ...order } = params;
    const commission = context.engine.testSorOrder(account, order);
    return computeCommissionRates ? commissionOf(commission, false) : {};
  },
);

/**
 * Renders the commission rates of a test order.
 *
 * @param withSpecial whether to include the special commission. The documented response for smart order routing has
 * none.
 */
function commissionOf({ standard, special, tax, discount }: OrderCommission, withSpecial: boolean): Json {
  const rates = (pair: OrderCommission['standard']): Json => ({
    maker: formatAmount(pair.maker),
    taker: formatAmount(pair.taker),
  });
  return {
    standardCommissionForOrder: rates(standard),
    ...(withSpecial ? { specialCommissionForOrder: rates(special) } : {}),
    taxCommissionForOrder: rates(tax),
    discount: discountOf(discount),
  };
}

export const cancelOrder: Handler = defineHandler(
  {
    symbol: required(SYMBOL),
    orderId: LONG,
    origClientOrderId: CLIENT_ID,
    newClientOrderId: CLIENT_ID,
    cancelRestrictions: CANCEL_RESTRICTIONS,
  },
  ({ context, account, params, time }) => {
    const { orderId, origClientOrderId } = params;
    if (orderId === undefined && origClientOrderId === undefined)
      throw refusal('MISSING_BOTH_PARAMETERS', { one: 'origClientOrderId', other: 'orderId' });
    return cancelled(context.engine.cancelOrder(account, params), time);
  },
);

export const cancelOpenOrders: Handler = defineHandler(
  { symbol: required(SYMBOL) },
  ({ context, account, params, time }) =>
    context.engine.cancelOpenOrders(account, params.symbol).map((entry) => cancelled(entry, time)),
);

export const cancelReplaceOrder: Handler = defineOrderHandler(
  {
    ...orderParameters,
    cancelReplaceMode: required(oneOf(['STOP_ON_FAILURE', 'ALLOW_FAILURE'] as const)),
    cancelNewClientOrderId: CLIENT_ID,
    cancelOrigClientOrderId: CLIENT_ID,
    cancelOrderId: LONG,
    cancelRestrictions: CANCEL_RESTRICTIONS,
    orderRateLimitExceededMode: oneOf(['DO_NOTHING', 'CANCEL_ONLY'] as const),
  },
  ({ context, account, params, time }) => {
    const {
      cancelReplaceMode,
      cancelNewClientOrderId,
      cancelOrigClientOrderId,
      cancelOrderId,
      cancelRestrictions,
      orderRateLimitExceededMode,
      newOrderRespType,
      ...order
    } = params;
    if (cancelOrderId === undefined && cancelOrigClientOrderId === undefined) {
      throw refusal('MISSING_BOTH_PARAMETERS', { one: 'cancelOrigClientOrderId', other: 'cancelOrderId' });
    }
    const type = responseType(order.type, newOrderRespType);
    try {
      const halves = context.engine.cancelReplace(account, {
        cancelReplaceMode,
        cancelNewClientOrderId,
        cancelOrigClientOrderId,
        cancelOrderId,
        cancelRestrictions,
        orderRateLimitExceededMode,
        order,
      });
      return cancelReplaced(halves, type, time, context.settings);
    } catch (error) {
      if (!isRefusal(error, 'CANCEL_REPLACE_FAILED') && !isRefusal(error, 'CANCEL_REPLACE_PARTIALLY_FAILED')) {
        throw error;
      }
      // The refusal carries the results of the cancellation and of the new order, which are rendered as for a
      // successful request.
      const { reason, details } = error;
      const data = cancelReplaced(details.result as CancelReplaceResult, type, time, context.settings);
      throw new Refusal<'CANCEL_REPLACE_FAILED' | 'CANCEL_REPLACE_PARTIALLY_FAILED'>(reason, details, data);
    }
  },
);

function cancelReplaced(
  { cancel, placement }: CancelReplaceResult,
  type: ResponseType,
  time: (us: number) => number,
  codes: DisputedCodes,
): Json {
  return {
    cancelResult: cancel.result,
    newOrderResult: placement.result,
    cancelResponse: half(cancel, codes, (response) => cancelled(response, time)),
    newOrderResponse: half(placement, codes, (response) => placed(response, type, time)),
  };
}

function half<T>(part: CancelReplaceHalf<T>, codes: DisputedCodes, render: (response: T) => Json): Json | null {
  if (part.result === 'SUCCESS') return render(part.response);
  if (part.result === 'FAILURE') {
    const { code, msg } = refusalReply(part.refusal, codes);
    return { code, msg };
  }
  return null;
}

export const amendOrder: Handler = defineOrderHandler(
  {
    symbol: required(SYMBOL),
    orderId: LONG,
    origClientOrderId: CLIENT_ID,
    newClientOrderId: CLIENT_ID,
    newQty: required(DECIMAL),
  },
  ({ context, account, params, time }) => {
    const { orderId, origClientOrderId } = params;
    if (orderId === undefined && origClientOrderId === undefined)
      throw refusal('MISSING_BOTH_PARAMETERS', { one: 'origClientOrderId', other: 'orderId' });
    return amended(context.engine.amendOrder(account, params), time);
  },
);
