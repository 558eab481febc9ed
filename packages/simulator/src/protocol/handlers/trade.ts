import { formatAmount } from '../../engine/amount.js';
import { ExchangeError } from '../../engine/errors.js';
import type { CancelReplaceResult, Half, NewOrder, OrderCommission } from '../../engine/types.js';
import { CLIENT_ID, DECIMAL, LONG, oneOf, required, SYMBOL } from '../parameters/parameter-types.js';
import { missingEither } from '../parameters/refusals.js';
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
    if (orderId === undefined && origClientOrderId === undefined) throw missingEither('origClientOrderId', 'orderId');
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
      throw missingEither('cancelOrigClientOrderId', 'cancelOrderId');
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
      return cancelReplaced(halves, type, time);
    } catch (error) {
      if (!(error instanceof ExchangeError) || error.data === undefined) throw error;
      // The engine gives both halves as its records; the wire wants them rendered.
      const data = cancelReplaced(error.data as CancelReplaceResult, type, time);
      throw new ExchangeError(error.code, error.message, { status: error.status, data });
    }
  },
);

function cancelReplaced(
  { cancel, placement }: CancelReplaceResult,
  type: ResponseType,
  time: (us: number) => number,
): Json {
  return {
    cancelResult: cancel.result,
    newOrderResult: placement.result,
    cancelResponse: half(cancel, (response) => cancelled(response, time)),
    newOrderResponse: half(placement, (response) => placed(response, type, time)),
  };
}

function half<T>(part: Half<T>, render: (response: T) => Json): Json | null {
  if (part.result === 'SUCCESS') return render(part.response);
  if (part.result === 'FAILURE') return { code: part.error.code, msg: part.error.message };
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
    if (orderId === undefined && origClientOrderId === undefined) throw missingEither('origClientOrderId', 'orderId');
    return amended(core.engine.amendOrder(account, params), time);
  },
);
