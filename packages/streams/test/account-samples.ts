import type { Order } from '@pkg/core/operations';
import type { ExecutionReport, ListStatus } from '../src/events/user.js';

/** Returns an unfilled order in the form of a query's answer: quantity 10, price 0.01, placed at time 1000. */
export function orderOf(fields: Partial<Order> = {}): Order {
  return {
    ...{ symbol: 'BNBBTC', orderId: 1, orderListId: -1, clientOrderId: 'mine', side: 'BUY', type: 'LIMIT' },
    ...{ timeInForce: 'GTC', price: '0.01', origQty: '10', executedQty: '0', cummulativeQuoteQty: '0', status: 'NEW' },
    ...{ origQuoteOrderQty: '0', stopPrice: '0', icebergQty: '0', selfTradePreventionMode: 'NONE' },
    ...{ time: 1_000, updateTime: 1_000, isWorking: true, workingTime: 1_000 },
    ...fields,
  } as Order;
}

/** Returns the execution report of the placement of the order that {@link orderOf} returns. */
export function reportOf(fields: Partial<ExecutionReport> = {}): ExecutionReport {
  return {
    ...{ e: 'executionReport', E: 1_000, s: 'BNBBTC', c: 'mine', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '10', p: '0.01' },
    ...{ P: '0', F: '0', g: -1, C: '', x: 'NEW', X: 'NEW', r: 'NONE', i: 1, l: '0', z: '0', L: '0', n: '0', N: null },
    ...{ T: 1_000, t: -1, I: 1, w: true, m: false, M: false, O: 1_000, Z: '0', Y: '0', Q: '0', W: 1_000, V: 'NONE' },
    ...fields,
  } as ExecutionReport;
}

/**
 * Returns an execution report: a fill of the order that {@link orderOf} returns, with a quantity of 1 at a price of
 * 0.01. `t` is the trade id and `z` the total filled quantity.
 */
export function fillOf(t: number, z: string, fields: Partial<ExecutionReport> = {}): ExecutionReport {
  const T = 1_000 + t;
  return reportOf({ x: 'TRADE', X: 'PARTIALLY_FILLED', t, z, l: '1', L: '0.01', E: T, T, ...fields });
}

/** Returns the event that reports the beginning of an OCO list with the orders 1 and 2. */
export function listStatusOf(fields: Partial<ListStatus> = {}): ListStatus {
  return {
    ...{ e: 'listStatus', E: 1_000, s: 'BNBBTC', g: 5, c: 'OCO', l: 'EXEC_STARTED', L: 'EXECUTING', r: 'NONE' },
    ...{ C: 'list', T: 1_000, O: [1, 2].map((i) => ({ s: 'BNBBTC', i, c: `c${i}` })) },
    ...fields,
  } as ListStatus;
}
