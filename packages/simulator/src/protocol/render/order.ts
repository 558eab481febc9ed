import { type Amount, formatAmount } from '../../engine/types/amount.js';
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

// Each reply is written as one object literal, because this is much faster than spreading several objects into one.
// Fields that are undefined do not appear in the JSON.

/** Renders the reply to a new order in the requested response type. */
export function placed(result: OrderResult, type: ResponseType, time: Time): Json {
  const { order, transactTime, preventedMatches } = result;
  const { symbol, orderId, orderListId, clientOrderId } = order;
  if (type === 'ACK') return { symbol, orderId, orderListId, clientOrderId, transactTime: time(transactTime) };
  const isFull = type === 'FULL';
  const group = preventedMatches[0]?.tradeGroupId ?? -1;
  return {
    symbol,
    orderId,
    orderListId,
    clientOrderId,
    transactTime: time(transactTime),
    price: formatAmount(order.price),
    // The quantity of a pending order of an OPO is not known yet.
    origQty: order.quantity === undefined ? undefined : formatAmount(order.quantity),
    executedQty: formatAmount(order.executedQty),
    origQuoteOrderQty: formatAmount(order.quoteOrderQty),
    cummulativeQuoteQty: formatAmount(order.cumulativeQuoteQty),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    stopPrice: stopPriceOf(order),
    trailingDelta: order.trailingDelta,
    trailingTime: trailingTimeOf(order, time),
    workingTime: time(order.workingTime),
    icebergQty: unlessZero(order.icebergQty),
    strategyId: order.strategyId,
    strategyType: order.strategyType,
    fills: isFull ? result.fills.map(fill) : undefined,
    preventedMatches: isFull && preventedMatches.length > 0 ? preventedMatches.map(prevented) : undefined,
    workingFloor: workingFloorOf(order),
    selfTradePreventionMode: order.selfTradePreventionMode,
    tradeGroupId: group === -1 ? undefined : group,
    preventedQuantity: unlessZero(order.preventedQuantity),
    usedSor: order.usedSor || undefined,
    ...peg(order),
    expiryReason: order.expiryReason || undefined,
  };
}

/** Renders the reply to a new order list, with the reports of its orders. */
export function placedList({ list, reports }: OrderListResult, type: ResponseType, time: Time): Json {
  return { ...orderList(list, time), orderReports: reports.map((report) => placed(report, type, time)) };
}

/** Renders a cancelled order, or the whole order list if the order was in a list. */
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
    price: formatAmount(order.price),
    origQty: formatAmount(order.quantity ?? 0n),
    executedQty: formatAmount(order.executedQty),
    origQuoteOrderQty: formatAmount(order.quoteOrderQty),
    cummulativeQuoteQty: formatAmount(order.cumulativeQuoteQty),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    stopPrice: stopPriceOf(order),
    trailingDelta: order.trailingDelta,
    trailingTime: trailingTimeOf(order, time),
    icebergQty: unlessZero(order.icebergQty),
    strategyId: order.strategyId,
    strategyType: order.strategyType,
    workingFloor: workingFloorOf(order),
    selfTradePreventionMode: order.selfTradePreventionMode,
    preventedQuantity: unlessZero(order.preventedQuantity),
    usedSor: order.usedSor || undefined,
    ...peg(order),
  };
}

/** Renders an order for queries. Only queries return the id of a prevented match. */
export function queried(order: Order, time: Time): Json {
  const { preventedMatchId } = order;
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: order.orderListId,
    clientOrderId: order.clientOrderId,
    price: formatAmount(order.price),
    origQty: formatAmount(order.quantity ?? 0n),
    executedQty: formatAmount(order.executedQty),
    cummulativeQuoteQty: formatAmount(order.cumulativeQuoteQty),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    stopPrice: formatAmount(order.stopPrice),
    trailingDelta: order.trailingDelta,
    trailingTime: trailingTimeOf(order, time),
    icebergQty: formatAmount(order.icebergQty),
    time: time(order.time),
    updateTime: time(order.updateTime),
    isWorking: order.workingTime >= 0,
    workingTime: time(order.workingTime),
    origQuoteOrderQty: formatAmount(order.quoteOrderQty),
    strategyId: order.strategyId,
    strategyType: order.strategyType,
    workingFloor: workingFloorOf(order),
    selfTradePreventionMode: order.selfTradePreventionMode,
    preventedMatchId,
    preventedQuantity: preventedMatchId === undefined ? undefined : formatAmount(order.preventedQuantity),
    usedSor: order.usedSor || undefined,
    ...peg(order),
    expiryReason: order.expiryReason || undefined,
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
      stopPrice: stopPriceOf(order),
      trailingDelta: order.trailingDelta,
      trailingTime: trailingTimeOf(order, time),
      workingTime: order.workingTime >= 0 ? time(order.workingTime) : undefined,
      icebergQty: unlessZero(order.icebergQty),
      strategyId: order.strategyId,
      strategyType: order.strategyType,
      workingFloor: workingFloorOf(order),
      selfTradePreventionMode: order.selfTradePreventionMode,
      usedSor: order.usedSor || undefined,
      ...peg(order),
    },
    listStatus: list && {
      orderListId: list.orderListId,
      contingencyType: list.contingencyType,
      listOrderStatus: list.listOrderStatus,
      listClientOrderId: list.listClientOrderId,
      symbol: list.symbol,
      orders: list.orders.map(listed),
    },
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

function fill(row: Fill): Json {
  const isAllocated = row.allocationId !== undefined;
  return {
    matchType: isAllocated ? 'ONE_PARTY_TRADE_REPORT' : undefined,
    price: formatAmount(row.price),
    qty: formatAmount(row.quantity),
    commission: formatAmount(row.commission),
    commissionAsset: row.commissionAsset,
    tradeId: row.tradeId,
    allocId: row.allocationId,
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

/** Renders the quantities of a prevented match. The field of an order that has lost no quantity is left out. */
export function preventedQuantities({ takerPreventedQuantity, makerPreventedQuantity }: PreventedMatch): Json {
  return {
    takerPreventedQuantity: takerPreventedQuantity === undefined ? undefined : formatAmount(takerPreventedQuantity),
    makerPreventedQuantity: makerPreventedQuantity === undefined ? undefined : formatAmount(makerPreventedQuantity),
  };
}

// The functions below return fields of the table "Conditional fields in Order Responses" in Binance's documentation.
// They return undefined if the reply does not have the field.

const TRIGGERED = /^(STOP_LOSS|TAKE_PROFIT)/;

const stopPriceOf = ({ type, stopPrice }: Order): string | undefined =>
  TRIGGERED.test(type) ? formatAmount(stopPrice) : undefined;

const trailingTimeOf = ({ trailingDelta, trailingTime }: Order, time: Time): number | undefined =>
  trailingDelta === undefined ? undefined : time(trailingTime ?? -1);

const workingFloorOf = ({ usedSor, workingFloor }: Order): string | undefined =>
  usedSor ? workingFloor || undefined : undefined;

const unlessZero = (value: Amount): string | undefined => (value > 0n ? formatAmount(value) : undefined);

/** Renders the fields of a pegged order. */
function peg({ pegPriceType, pegOffsetType, pegOffsetValue, peggedPrice }: Order): Json | undefined {
  // The caller spreads the result into the order. Spreading undefined adds no fields.
  if (!pegPriceType) return undefined;
  return {
    pegPriceType,
    pegOffsetType: pegOffsetType || undefined,
    pegOffsetValue: pegOffsetType ? pegOffsetValue : undefined,
    peggedPrice: peggedPrice === undefined ? undefined : formatAmount(peggedPrice),
  };
}
