import { compareDecimals, subtractDecimals } from '@pkg/core/internal';
import type { MyTrade, Order } from '@pkg/core/operations';
import type { ExecutionReport } from '../events/user.js';

/** A report that is reconstructed from queries, in place of one that was missed. */
export type RecoveredReport = ExecutionReport & { readonly recovered: true };

/** The report of an order's state. No query returns execution ids, so it is -1. */
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
 * The reports of one order's missed fills, oldest first. The quantity filled at each report is calculated backwards from
 * the total of the order.
 */
export function reportsOfFills(order: Order, fills: readonly MyTrade[]): RecoveredReport[] {
  const reports: RecoveredReport[] = [];
  const whole = reportOfOrder(order);
  let filled = order.executedQty;
  let quote = order.cummulativeQuoteQty;
  for (const fill of [...fills].sort((a, b) => b.id - a.id)) {
    const isLast = compareDecimals(filled, order.origQty) === 0;
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

/** The execution type of the last change of an order with this status. */
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
