import { formatAmount } from '../../engine/types/amount.js';
import type {
  AmendResult,
  CancelListResult,
  CancelledEntry,
  CancelResult,
  Fill,
  Order,
  OrderList,
  OrderListResult,
  OrderResult,
  PreventedMatch,
} from '../../engine/types/index.js';

type Json = Record<string, unknown>;
type Time = (us: number) => number;
export type ResponseType = 'ACK' | 'RESULT' | 'FULL';

/** Renders the reply to a new order in the requested response type. */
export function placed(result: OrderResult, type: ResponseType, time: Time): Json {
  const { order, transactTime, preventedMatches } = result;
  const ack = {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: order.clientOrderId,
    transactTime: time(transactTime),
  };
  if (type === 'ACK') return ack;
  const group = preventedMatches[0]?.tradeGroupId ?? -1;
  return {
    ...ack,
    ...state(order, true),
    ...trigger(order, time),
    workingTime: time(order.workingTime),
    ...labels(order),
    ...(type === 'FULL' ? { fills: result.fills.map(fill) } : {}),
    ...(type === 'FULL' && preventedMatches.length > 0 ? { preventedMatches: preventedMatches.map(prevented) } : {}),
    ...floor(order),
    selfTradePreventionMode: order.selfTradePreventionMode,
    ...(group === -1 ? {} : { tradeGroupId: group }),
    ...preventedQuantity(order),
    ...routing(order),
    ...expiry(order),
  };
}

/** Renders the reply to a new order list. */
export function placedList({ list, reports }: OrderListResult, type: ResponseType, time: Time): Json {
  return { ...orderList(list, time), orderReports: reports.map((report) => placed(report, type, time)) };
}

/** Renders a cancelled order, or the whole list if the order was in a list. */
export function cancelled(result: CancelledEntry, time: Time): Json {
  return 'list' in result ? cancelledList(result, time) : cancelledOrder(result, time);
}

export function cancelledList({ list, reports }: CancelListResult, time: Time): Json {
  return { ...orderList(list, time), orderReports: reports.map((report) => cancelledOrder(report, time)) };
}

function cancelledOrder(result: CancelResult, time: Time): Json {
  const { order } = result;
  return {
    symbol: order.symbol,
    origClientOrderId: result.origClientOrderId,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: result.clientOrderId,
    transactTime: time(result.transactTime),
    ...state(order),
    ...trigger(order, time),
    ...labels(order),
    ...floor(order),
    selfTradePreventionMode: order.selfTradePreventionMode,
    ...preventedQuantity(order),
    ...routing(order),
  };
}

/** Renders an order for queries. Only they return the id of a prevented match. */
export function queried(order: Order, time: Time): Json {
  const { origQuoteOrderQty, ...common } = state(order);
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: order.clientOrderId,
    ...common,
    stopPrice: formatAmount(order.stopPrice),
    ...trailing(order, time),
    icebergQty: formatAmount(order.icebergQty),
    time: time(order.time),
    updateTime: time(order.updateTime),
    isWorking: order.workingTime >= 0,
    workingTime: time(order.workingTime),
    origQuoteOrderQty,
    ...strategy(order),
    ...floor(order),
    selfTradePreventionMode: order.selfTradePreventionMode,
    ...(order.preventedMatchId === undefined
      ? {}
      : {
          preventedMatchId: order.preventedMatchId,
          preventedQuantity: formatAmount(order.preventedQuantity),
        }),
    ...routing(order),
    ...expiry(order),
  };
}

/** Renders the reply to an amendment. Some fields of the order have other names than in the other replies. */
export function amended(result: AmendResult, time: Time): Json {
  const { order, list } = result;
  return {
    transactTime: time(result.transactTime),
    executionId: result.executionId,
    amendedOrder: {
      symbol: order.symbol,
      orderId: order.orderId,
      orderListId: order.orderListId,
      origClientOrderId: result.origClientOrderId,
      clientOrderId: order.clientOrderId,
      price: formatAmount(order.price),
      qty: formatAmount(order.quantity ?? 0n),
      executedQty: formatAmount(order.executedQty),
      preventedQty: formatAmount(order.preventedQuantity),
      quoteOrderQty: formatAmount(order.quoteOrderQty),
      cumulativeQuoteQty: formatAmount(order.cumulativeQuoteQty),
      status: order.status,
      timeInForce: order.timeInForce,
      type: order.type,
      side: order.side,
      ...trigger(order, time),
      ...(order.workingTime >= 0 ? { workingTime: time(order.workingTime) } : {}),
      ...labels(order),
      ...floor(order),
      selfTradePreventionMode: order.selfTradePreventionMode,
      ...routing(order),
    },
    ...(list
      ? {
          listStatus: {
            orderListId: list.orderListId,
            contingencyType: list.contingencyType,
            listOrderStatus: list.listOrderStatus,
            listClientOrderId: list.listClientOrderId,
            symbol: list.symbol,
            orders: list.orders.map(listed),
          },
        }
      : {}),
  };
}

/** Renders an order list without reports of its orders. */
export function orderList(list: OrderList, time: Time): Json {
  return {
    orderListId: list.orderListId,
    contingencyType: list.contingencyType,
    listStatusType: list.listStatusType,
    listOrderStatus: list.listOrderStatus,
    listClientOrderId: list.listClientOrderId,
    transactionTime: time(list.transactionTime),
    symbol: list.symbol,
    orders: list.orders.map(listed),
  };
}

const listed = ({ symbol, orderId, clientOrderId }: Order): Json => ({ symbol, orderId, clientOrderId });

/**
 * Renders the state of an order.
 *
 * @param placing true in the reply to a new order, which omits the quantity of a pending order of an OPO, because it is
 * not known yet
 */
function state(order: Order, placing = false): Json {
  return {
    price: formatAmount(order.price),
    ...(placing && order.quantity === undefined ? {} : { origQty: formatAmount(order.quantity ?? 0n) }),
    executedQty: formatAmount(order.executedQty),
    origQuoteOrderQty: formatAmount(order.quoteOrderQty),
    cummulativeQuoteQty: formatAmount(order.cumulativeQuoteQty),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
  };
}

function fill(row: Fill): Json {
  const allocated = row.allocationId !== undefined;
  return {
    ...(allocated ? { matchType: 'ONE_PARTY_TRADE_REPORT' } : {}),
    price: formatAmount(row.price),
    qty: formatAmount(row.quantity),
    commission: formatAmount(row.commission),
    commissionAsset: row.commissionAsset,
    tradeId: row.tradeId,
    ...(allocated ? { allocId: row.allocationId } : {}),
  };
}

function prevented(match: PreventedMatch): Json {
  return {
    preventedMatchId: match.preventedMatchId,
    makerSymbol: match.makerSymbol,
    makerOrderId: match.makerOrderId,
    price: formatAmount(match.price),
    ...preventedQuantities(match),
  };
}

/** Renders the quantities of a prevented match. A side that loses no quantity has no field. */
export function preventedQuantities({ takerPreventedQuantity, makerPreventedQuantity }: PreventedMatch): Json {
  return {
    ...(takerPreventedQuantity === undefined ? {} : { takerPreventedQuantity: formatAmount(takerPreventedQuantity) }),
    ...(makerPreventedQuantity === undefined ? {} : { makerPreventedQuantity: formatAmount(makerPreventedQuantity) }),
  };
}

// The fields in the official table "Conditional fields in Order Responses", in the groups and the order of the samples.

const TRIGGERED = /^(STOP_LOSS|TAKE_PROFIT)/;

function trigger(order: Order, time: Time): Json {
  return {
    ...(TRIGGERED.test(order.type) ? { stopPrice: formatAmount(order.stopPrice) } : {}),
    ...trailing(order, time),
  };
}

function trailing({ trailingDelta, trailingTime }: Order, time: Time): Json {
  return trailingDelta === undefined ? {} : { trailingDelta, trailingTime: time(trailingTime ?? -1) };
}

function labels(order: Order): Json {
  return { ...(order.icebergQty > 0n ? { icebergQty: formatAmount(order.icebergQty) } : {}), ...strategy(order) };
}

function strategy({ strategyId, strategyType }: Order): Json {
  return {
    ...(strategyId === undefined ? {} : { strategyId }),
    ...(strategyType === undefined ? {} : { strategyType }),
  };
}

function floor({ usedSor, workingFloor }: Order): Json {
  return usedSor && workingFloor ? { workingFloor } : {};
}

function preventedQuantity({ preventedQuantity }: Order): Json {
  return preventedQuantity > 0n ? { preventedQuantity: formatAmount(preventedQuantity) } : {};
}

function routing({ usedSor, pegPriceType, pegOffsetType, pegOffsetValue, peggedPrice }: Order): Json {
  return {
    ...(usedSor ? { usedSor } : {}),
    ...(pegPriceType ? { pegPriceType } : {}),
    ...(pegOffsetType ? { pegOffsetType, pegOffsetValue } : {}),
    ...(peggedPrice === undefined ? {} : { peggedPrice: formatAmount(peggedPrice) }),
  };
}

function expiry({ expiryReason }: Order): Json {
  return expiryReason ? { expiryReason } : {};
}
