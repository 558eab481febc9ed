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
} from '../../engine/types/index.js';

type Json = Record<string, unknown>;
type Time = (us: number) => number;
export type ResponseType = 'ACK' | 'RESULT' | 'FULL';

/** The reply to a placed order, in the requested response type. */
export function placed(result: OrderResult, type: ResponseType, time: Time): Json {
  const { order, transactTime } = result;
  const ack = {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: order.clientOrderId,
    transactTime: time(transactTime),
  };
  if (type === 'ACK') return ack;
  return {
    ...ack,
    ...state(order, true),
    workingTime: time(order.workingTime),
    ...(type === 'FULL' ? { fills: result.fills.map(fill) } : {}),
    selfTradePreventionMode: order.selfTradePreventionMode,
    ...conditional(order, time),
  };
}

/** The reply to a placed order list. */
export function placedList({ list, reports }: OrderListResult, type: ResponseType, time: Time): Json {
  return { ...orderList(list, time), orderReports: reports.map((report) => placed(report, type, time)) };
}

/** A cancelled order, or the whole list when the order was part of one. */
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
    selfTradePreventionMode: order.selfTradePreventionMode,
    ...conditional(order, time),
  };
}

/** An order as queries return it. */
export function queried(order: Order, time: Time): Json {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: order.clientOrderId,
    ...state(order),
    ...conditional(order, time),
    stopPrice: formatAmount(order.stopPrice),
    icebergQty: formatAmount(order.icebergQty),
    time: time(order.time),
    updateTime: time(order.updateTime),
    isWorking: order.workingTime >= 0,
    workingTime: time(order.workingTime),
    selfTradePreventionMode: order.selfTradePreventionMode,
  };
}

/** The reply to an amended order. Some of its fields have other names than in the other replies. */
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
      ...(order.workingTime >= 0 ? { workingTime: time(order.workingTime) } : {}),
      selfTradePreventionMode: order.selfTradePreventionMode,
      ...conditional(order, time),
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

/** An order list without the reports of its orders. */
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
 * @param placing true in the reply to a new order, which omits the quantity of a pending OPO order, because it is not
 * known yet
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

const TRIGGERED = /^(STOP_LOSS|TAKE_PROFIT)/;

/** The fields of the documents' table "Conditional fields in Order Responses". */
function conditional(order: Order, time: Time): Json {
  const fields: Json = {};
  if (TRIGGERED.test(order.type)) fields.stopPrice = formatAmount(order.stopPrice);
  if (order.icebergQty > 0n) fields.icebergQty = formatAmount(order.icebergQty);
  if (order.preventedMatchId !== undefined) {
    fields.preventedMatchId = order.preventedMatchId;
    fields.preventedQuantity = formatAmount(order.preventedQuantity);
  }
  if (order.strategyId !== undefined) fields.strategyId = order.strategyId;
  if (order.strategyType !== undefined) fields.strategyType = order.strategyType;
  if (order.trailingDelta !== undefined) {
    fields.trailingDelta = order.trailingDelta;
    fields.trailingTime = time(order.trailingTime ?? -1);
  }
  if (order.usedSor) {
    fields.usedSor = true;
    if (order.workingFloor) fields.workingFloor = order.workingFloor;
  }
  if (order.pegPriceType) {
    fields.pegPriceType = order.pegPriceType;
    if (order.pegOffsetType) fields.pegOffsetType = order.pegOffsetType;
    if (order.pegOffsetValue !== undefined) fields.pegOffsetValue = order.pegOffsetValue;
    if (order.peggedPrice !== undefined) fields.peggedPrice = formatAmount(order.peggedPrice);
  }
  if (order.expiryReason) fields.expiryReason = order.expiryReason;
  return fields;
}
