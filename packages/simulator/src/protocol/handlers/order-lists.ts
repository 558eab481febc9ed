import type { NewOrder, NewOrderList } from '../../engine/types/index.js';
import { refusal } from '../../refusals/refusal.js';
import {
  CLIENT_ID,
  DECIMAL,
  INT,
  LONG,
  oneOf,
  type ParameterTable,
  required,
  SYMBOL,
  type Values,
} from '../parameters/parameter-types.js';
import { cancelledList, placedList, type ResponseType } from '../render/order.js';
import { defineHandler, type Handler, type HandlerRequest } from './handler.js';
import {
  defineOrderHandler,
  legOf,
  legParameters,
  ORDER_TYPE,
  orderParameters,
  RESPONSE_TYPE,
  SIDE,
  STP_MODE,
  TIME_IN_FORCE,
} from './order-parameters.js';

const list = {
  symbol: required(SYMBOL),
  listClientOrderId: CLIENT_ID,
  newOrderRespType: RESPONSE_TYPE,
  selfTradePreventionMode: STP_MODE,
};

/** The fields in which the kinds of order lists differ. */
type ListBody = NewOrderList extends infer L ? (L extends unknown ? Omit<L, keyof ListHead> : never) : never;
type ListHead = Pick<NewOrderList, 'symbol' | 'listClientOrderId' | 'selfTradePreventionMode'>;

type Api = HandlerRequest<unknown>['api'];

/**
 * Defines the handler of an operation that places an order list.
 *
 * @param bodyOf builds the list from the parameters
 * @param responseOf the response type of requests without `newOrderRespType`, by API. For an API that is missing here,
 * the setting `listResponse` of the exchange applies.
 */
function defineListHandler<const P extends ParameterTable>(
  parameters: P,
  bodyOf: (params: Values<P>, api: Api) => ListBody,
  responseOf: { readonly [A in Api]?: ResponseType } = {},
): Handler {
  return defineOrderHandler<typeof list>({ ...list, ...parameters }, ({ context, account, params, api, time }) => {
    const { symbol, listClientOrderId, selfTradePreventionMode, newOrderRespType } = params;
    const head: ListHead = { symbol, listClientOrderId, selfTradePreventionMode };
    // The cast is safe, because the parameters were checked by the tables `list` and `parameters`.
    const body = bodyOf(params as Values<typeof list> & Values<P>, api);
    const result = context.engine.placeOrderList(account, { ...head, ...body });
    return placedList(result, newOrderRespType ?? responseOf[api] ?? context.settings.listResponse, time);
  });
}

const OCO_TYPE = oneOf(
  ['STOP_LOSS_LIMIT', 'STOP_LOSS', 'LIMIT_MAKER', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const,
  () => refusal('ORDER_TYPE_NOT_FOR_OCO'),
);
const WORKING_TYPE = oneOf(['LIMIT', 'LIMIT_MAKER'] as const, () => refusal('INVALID_WORKING_TYPE'));

const working = {
  ...legParameters('working'),
  workingType: required(WORKING_TYPE),
  workingSide: required(SIDE),
  workingQuantity: required(DECIMAL),
};

/**
 * The parameters of the working order of an OPO or OPOCO (one-pays-the-other) list. The quantity that the working order
 * buys becomes the quantity of the pending orders.
 */
const payingWorking = {
  ...legParameters('working'),
  workingType: required(WORKING_TYPE),
  workingSide: required(SIDE),
  workingQuantity: DECIMAL,
  pendingQuantity: DECIMAL,
};

function payingQuantity(params: { workingQuantity: bigint | undefined; pendingQuantity: bigint | undefined }): bigint {
  if (params.pendingQuantity !== undefined) {
    throw refusal('OPO_WITH_PENDING_QUANTITY');
  }
  if (params.workingQuantity === undefined) {
    throw refusal('OPO_WITHOUT_WORKING_QUANTITY');
  }
  return params.workingQuantity;
}

const pendingPair = {
  ...legParameters('pendingAbove'),
  ...legParameters('pendingBelow'),
  pendingSide: required(SIDE),
  pendingAboveType: required(OCO_TYPE),
  pendingBelowType: required(OCO_TYPE),
};

type Working = { workingType: NewOrder['type']; workingSide: NewOrder['side']; workingQuantity: bigint };
const workingLeg = (params: Working) => ({
  ...legOf(params, 'working', params.workingType),
  side: params.workingSide,
  quantity: params.workingQuantity,
});

type Pending = {
  pendingSide: NewOrder['side'];
  pendingAboveType: NewOrder['type'];
  pendingBelowType: NewOrder['type'];
};
const pendingPairOf = (params: Pending) => ({
  pendingSide: params.pendingSide,
  pendingAbove: legOf(params, 'pendingAbove', params.pendingAboveType),
  pendingBelow: legOf(params, 'pendingBelow', params.pendingBelowType),
});

export const createOcoOrder: Handler = defineListHandler(
  {
    ...legParameters('above'),
    ...legParameters('below'),
    side: required(SIDE),
    quantity: required(DECIMAL),
    aboveType: required(OCO_TYPE),
    belowType: required(OCO_TYPE),
  },
  (params) => ({
    kind: 'OCO',
    side: params.side,
    quantity: params.quantity,
    above: legOf(params, 'above', params.aboveType),
    below: legOf(params, 'below', params.belowType),
  }),
);

export const createOtoOrder: Handler = defineListHandler(
  {
    ...working,
    ...legParameters('pending'),
    pendingType: required(ORDER_TYPE),
    pendingSide: required(SIDE),
    pendingQuantity: required(DECIMAL),
  },
  (params) => ({
    kind: 'OTO',
    working: workingLeg(params),
    pending: {
      ...legOf(params, 'pending', params.pendingType),
      side: params.pendingSide,
      quantity: params.pendingQuantity,
    },
  }),
);

export const createOtocoOrder: Handler = defineListHandler(
  { ...working, ...pendingPair, pendingQuantity: required(DECIMAL) },
  (params) => ({
    kind: 'OTOCO',
    working: workingLeg(params),
    ...pendingPairOf(params),
    pendingQuantity: params.pendingQuantity,
  }),
);

export const createOpoOrder: Handler = defineListHandler(
  {
    ...payingWorking,
    ...legParameters('pending'),
    pendingType: required(ORDER_TYPE),
    pendingSide: required(SIDE),
  },
  (params) => ({
    kind: 'OPO',
    working: workingLeg({ ...params, workingQuantity: payingQuantity(params) }),
    pending: { ...legOf(params, 'pending', params.pendingType), side: params.pendingSide },
  }),
);

export const createOpocoOrder: Handler = defineListHandler({ ...payingWorking, ...pendingPair }, (params) => ({
  kind: 'OPOCO',
  working: workingLeg({ ...params, workingQuantity: payingQuantity(params) }),
  ...pendingPairOf(params),
}));

const { strategyType } = orderParameters;

/** The deprecated OCO: a LIMIT_MAKER and a stop order. Its parameter names differ from those of the current OCO. */
export const createLegacyOcoOrder: Handler = defineListHandler(
  {
    side: required(SIDE),
    quantity: required(DECIMAL),
    price: required(DECIMAL),
    limitClientOrderId: CLIENT_ID,
    limitStrategyId: LONG,
    limitStrategyType: strategyType,
    limitIcebergQty: DECIMAL,
    trailingDelta: INT,
    stopPrice: DECIMAL,
    stopClientOrderId: CLIENT_ID,
    stopStrategyId: LONG,
    stopStrategyType: strategyType,
    stopLimitPrice: DECIMAL,
    stopIcebergQty: DECIMAL,
    stopLimitTimeInForce: TIME_IN_FORCE,
  },
  (params, api) => {
    const { side, quantity, stopPrice, stopLimitPrice, stopLimitTimeInForce, stopIcebergQty } = params;
    // REST requires `stopPrice`; the WebSocket API requires `stopPrice` or `trailingDelta`.
    if (stopPrice === undefined && api === 'REST') throw refusal('MISSING_PARAMETER', { name: 'stopPrice' });
    if (stopPrice === undefined && params.trailingDelta === undefined) {
      throw refusal('MISSING_BOTH_PARAMETERS', { one: 'stopPrice', other: 'trailingDelta' });
    }
    if ((stopLimitPrice === undefined) !== (stopLimitTimeInForce === undefined)) throw refusal('STOP_LIMIT_INCOMPLETE');
    if (stopIcebergQty !== undefined && stopLimitPrice === undefined) {
      throw refusal('UNEXPECTED_PARAMETER', { name: 'stopIcebergQty' });
    }
    if (stopIcebergQty && stopLimitTimeInForce !== 'GTC') {
      throw refusal('ICEBERG_NEEDS_GTC', { icebergQty: 'stopIcebergQty', timeInForce: 'stopLimitTimeInForce' });
    }
    const limit = {
      type: 'LIMIT_MAKER',
      price: params.price,
      icebergQty: params.limitIcebergQty,
      newClientOrderId: params.limitClientOrderId,
      strategyId: params.limitStrategyId,
      strategyType: params.limitStrategyType,
    } as const;
    const stop = {
      type: stopLimitPrice === undefined ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT',
      price: stopLimitPrice,
      stopPrice,
      trailingDelta: params.trailingDelta,
      timeInForce: stopLimitTimeInForce,
      icebergQty: stopIcebergQty,
      newClientOrderId: params.stopClientOrderId,
      strategyId: params.stopStrategyId,
      strategyType: params.stopStrategyType,
    } as const;
    const [above, below] = side === 'SELL' ? [limit, stop] : [stop, limit];
    return { kind: 'OCO', side, quantity, above, below };
  },
  { WS: 'FULL' },
);

export const cancelOrderList: Handler = defineHandler(
  { symbol: required(SYMBOL), orderListId: LONG, listClientOrderId: CLIENT_ID, newClientOrderId: CLIENT_ID },
  ({ context, account, params, time }) => {
    if (params.orderListId === undefined && params.listClientOrderId === undefined) {
      throw refusal('MISSING_BOTH_PARAMETERS', { one: 'orderListId', other: 'listClientOrderId' });
    }
    return cancelledList(context.engine.cancelOrderList(account, params), time);
  },
);
