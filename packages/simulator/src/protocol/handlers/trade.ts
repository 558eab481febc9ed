import { formatAmount } from '../../engine/amount.js';
import type { CancelReplaceResult, Half, NewOrder, OrderCommission } from '../../engine/types.js';
import { isRefusal, Refusal, refusal } from '../../refusals/refusal.js';
import { type DisputedCodes, refusalReply } from '../../refusals/refusal-table.js';
import { CLIENT_ID, DECIMAL, LONG, oneOf, required, SYMBOL } from '../parameters/parameter-types.js';
import { amended, cancelled, placed, type ResponseType } from '../render/order.js';
import { type Route, route } from './handler.js';
import { CANCEL_RESTRICTIONS, orderParameters, orderRoute, sorParameters, testParameters } from './order-parameters.js';

type Json = Record<string, unknown>;

/** LIMIT and MARKET orders answer in full, the others with their ids, unless asked otherwise. */
const responseType = (type: NewOrder['type'], asked: ResponseType | undefined): ResponseType =>
  asked ?? (type === 'LIMIT' || type === 'MARKET' ? 'FULL' : 'ACK');

export const createOrder: Route = orderRoute(orderParameters, ({ core, account, params, time }) => {
  const { newOrderRespType, ...order } = params;
  return placed(core.engine.placeOrder(account, order), responseType(order.type, newOrderRespType), time);
});

export const createTestOrder: Route = orderRoute(
  { ...orderParameters, ...testParameters },
  ({ core, account, params }) => {
    const { newOrderRespType, computeCommissionRates, ...order } = params;
    const commission = core.engine.testOrder(account, order);
    return computeCommissionRates ? commissionOf(commission, true) : {};
  },
);

export const createSorOrder: Route = orderRoute(sorParameters, ({ core, account, params, time }) => {
  const { newOrderRespType = 'FULL', ...order } = params;
  return placed(core.engine.placeSorOrder(account, order), newOrderRespType, time);
});

export const createTestSorOrder: Route = orderRoute(
  { ...sorParameters, ...testParameters },
  ({ core, account, params }) => {
    const { newOrderRespType, computeCommissionRates, ...order } = params;
    const commission = core.engine.testSorOrder(account, order);
    return computeCommissionRates ? commissionOf(commission, false) : {};
  },
);

/** @param special whether special commission is shown: the documents leave it out for smart order routing */
function commissionOf({ standard, special, tax, discount }: OrderCommission, withSpecial: boolean): Json {
  const rates = (pair: OrderCommission['standard']): Json => ({
    maker: formatAmount(pair.maker),
    taker: formatAmount(pair.taker),
  });
  return {
    standardCommissionForOrder: rates(standard),
    ...(withSpecial ? { specialCommissionForOrder: rates(special) } : {}),
    taxCommissionForOrder: rates(tax),
    discount,
  };
}

export const cancelOrder: Route = route(
  {
    symbol: required(SYMBOL),
    orderId: LONG,
    origClientOrderId: CLIENT_ID,
    newClientOrderId: CLIENT_ID,
    cancelRestrictions: CANCEL_RESTRICTIONS,
  },
  ({ core, account, params, time }) => {
    const { orderId, origClientOrderId } = params;
    if (orderId === undefined && origClientOrderId === undefined)
      throw refusal('MISSING_BOTH_PARAMETERS', { one: 'origClientOrderId', other: 'orderId' });
    return cancelled(core.engine.cancelOrder(account, params), time);
  },
);

export const cancelOpenOrders: Route = route({ symbol: required(SYMBOL) }, ({ core, account, params, time }) =>
  core.engine.cancelOpenOrders(account, params.symbol).map((entry) => cancelled(entry, time)),
);

export const cancelReplaceOrder: Route = orderRoute(
  {
    ...orderParameters,
    cancelReplaceMode: required(oneOf(['STOP_ON_FAILURE', 'ALLOW_FAILURE'] as const)),
    cancelNewClientOrderId: CLIENT_ID,
    cancelOrigClientOrderId: CLIENT_ID,
    cancelOrderId: LONG,
    cancelRestrictions: CANCEL_RESTRICTIONS,
    orderRateLimitExceededMode: oneOf(['DO_NOTHING', 'CANCEL_ONLY'] as const),
  },
  ({ core, account, params, time }) => {
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
      const halves = core.engine.cancelReplace(account, {
        cancelReplaceMode,
        cancelNewClientOrderId,
        cancelOrigClientOrderId,
        cancelOrderId,
        cancelRestrictions,
        orderRateLimitExceededMode,
        order,
      });
      return cancelReplaced(halves, type, time, core.choices);
    } catch (error) {
      if (!isRefusal(error, 'CANCEL_REPLACE_FAILED') && !isRefusal(error, 'CANCEL_REPLACE_PARTIALLY_FAILED'))
        throw error;
      // The engine gives both halves as its records; the wire wants them rendered.
      const { reason, details } = error;
      const data = cancelReplaced(details.result as CancelReplaceResult, type, time, core.choices);
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

function half<T>(part: Half<T>, codes: DisputedCodes, render: (response: T) => Json): Json | null {
  if (part.result === 'SUCCESS') return render(part.response);
  if (part.result === 'FAILURE') {
    const { code, msg } = refusalReply(part.refusal, codes);
    return { code, msg };
  }
  return null;
}

export const amendOrder: Route = orderRoute(
  {
    symbol: required(SYMBOL),
    orderId: LONG,
    origClientOrderId: CLIENT_ID,
    newClientOrderId: CLIENT_ID,
    newQty: required(DECIMAL),
  },
  ({ core, account, params, time }) => {
    const { orderId, origClientOrderId } = params;
    if (orderId === undefined && origClientOrderId === undefined)
      throw refusal('MISSING_BOTH_PARAMETERS', { one: 'origClientOrderId', other: 'orderId' });
    return amended(core.engine.amendOrder(account, params), time);
  },
);
