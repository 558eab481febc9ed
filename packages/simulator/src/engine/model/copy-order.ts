import type { Order, OrderList } from '../types/index.js';
import type { LiveList, LiveOrder } from './live-order.js';

/** Copies an order, so that the copy stays as it is when later commands change the order. */
export function copyOrder(order: LiveOrder): Order {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    accountId: order.accountId,
    orderListId: order.orderListId,
    clientOrderId: order.clientOrderId,
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce,
    price: order.price,
    quantity: order.quantity,
    quoteOrderQty: order.quoteOrderQty,
    executedQty: order.executedQty,
    cumulativeQuoteQty: order.cumulativeQuoteQty,
    status: order.status,
    selfTradePreventionMode: order.selfTradePreventionMode,
    icebergQty: order.icebergQty,
    stopPrice: order.stopPrice,
    trailingDelta: order.trailingDelta,
    trailingTime: order.trailingTime,
    strategyId: order.strategyId,
    strategyType: order.strategyType,
    pegPriceType: order.pegPriceType,
    pegOffsetType: order.pegOffsetType,
    pegOffsetValue: order.pegOffsetValue,
    peggedPrice: order.peggedPrice,
    preventedQuantity: order.preventedQuantity,
    preventedMatchId: order.preventedMatchId,
    expiryReason: order.expiryReason,
    usedSor: order.usedSor,
    workingFloor: order.workingFloor,
    time: order.time,
    updateTime: order.updateTime,
    workingTime: order.workingTime,
  };
}

export function copyList(list: LiveList): OrderList {
  return {
    orderListId: list.orderListId,
    accountId: list.accountId,
    symbol: list.symbol,
    kind: list.kind,
    contingencyType: list.contingencyType,
    listClientOrderId: list.listClientOrderId,
    listStatusType: list.listStatusType,
    listOrderStatus: list.listOrderStatus,
    transactionTime: list.transactionTime,
    orders: list.orders.map(copyOrder),
  };
}
