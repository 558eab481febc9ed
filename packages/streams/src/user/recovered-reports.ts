import type { MyTrade, Order } from '@pkg/core/operations';
import type { ExecutionReport } from '../events/user.js';
import { isSameDecimal, subtractDecimals } from './decimal.js';

/** An event made up from what was read, of a kind that would have come had the line been up. */
export type RecoveredReport = ExecutionReport & { readonly recovered: true };

/** The report of an order's state. Its execution id is not told by any query: -1. */
export function reportOfOrder(order: Order): RecoveredReport {
  return {
    e: 'executionReport',
    E: order.updateTime,
    s: order.symbol,
    c: order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: order.origQty,
    p: order.price,
    P: order.stopPrice,
    F: order.icebergQty,
    g: order.orderListId,
    C: '',
    x: executionTypeOf(order.status),
    X: order.status,
    r: 'NONE',
    i: order.orderId,
    l: '0.00000000',
    z: order.executedQty,
    L: '0.00000000',
    n: '0',
    N: null,
    T: order.updateTime,
    t: -1,
    I: -1,
    w: order.isWorking,
    m: false,
    M: false,
    O: order.time,
    Z: order.cummulativeQuoteQty,
    Y: '0.00000000',
    Q: order.origQuoteOrderQty,
    W: order.workingTime,
    V: order.selfTradePreventionMode,
    recovered: true,
  };
}

/**
 * The reports of one order's missed fills, oldest first. What was filled by the time of each is worked out backwards
 * from what the order has filled in all.
 */
export function reportsOfFills(order: Order, fills: readonly MyTrade[]): RecoveredReport[] {
  const reports: RecoveredReport[] = [];
  const whole = reportOfOrder(order);
  let filled = order.executedQty;
  let quote = order.cummulativeQuoteQty;
  for (const fill of [...fills].sort((a, b) => b.id - a.id)) {
    const isLast = isSameDecimal(filled, order.origQty);
    reports.unshift({
      ...whole,
      ...{ E: fill.time, T: fill.time, x: 'TRADE', X: isLast ? 'FILLED' : 'PARTIALLY_FILLED' },
      ...{ t: fill.id, l: fill.qty, L: fill.price, Y: fill.quoteQty, n: fill.commission, N: fill.commissionAsset },
      ...{ z: filled, Z: quote, m: fill.isMaker, w: !isLast && whole.w },
    });
    filled = subtractDecimals(filled, fill.qty);
    quote = subtractDecimals(quote, fill.quoteQty);
  }
  return reports;
}

/** What has happened to an order that is found in this status. */
function executionTypeOf(status: string): string {
  switch (status) {
    case 'FILLED':
    case 'PARTIALLY_FILLED':
      return 'TRADE';
    case 'EXPIRED_IN_MATCH':
      return 'TRADE_PREVENTION';
    case 'PENDING_NEW':
      return 'NEW';
    default:
      return status;
  }
}
