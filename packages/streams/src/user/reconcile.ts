import type { Account, MyTrade, Order } from '@pkg/core/operations';
import type { OutboundAccountPosition, UserDataEvent } from '../events/user.js';
import { type AccountCache, orderKey } from './account-cache.js';
import type { AccountQueries } from './account-queries.js';
import { isSameDecimal } from './decimal.js';
import { type RecoveredReport, reportOfOrder, reportsOfFills } from './recovered-reports.js';
import type { TradeLedger } from './trade-ledger.js';

/** What the exchange told of an account, and the fills that had not been told. */
export type Findings = {
  readonly account: Account;
  readonly openOrders: readonly Order[];
  /** Orders that were filled or are no longer open. */
  readonly orders: ReadonlyMap<string, Order>;
  readonly fills: readonly MyTrade[];
};

/** Reads where an account stands before anything was missed, and from where its trades will have to be read. */
export async function readFirst(
  reads: AccountQueries,
  ledger: TradeLedger,
  symbols: readonly string[],
): Promise<Findings> {
  const [account, openOrders] = await Promise.all([reads.account(), reads.openOrders()]);
  for (const symbol of new Set([...symbols, ...openOrders.map((order) => order.symbol)])) {
    if (ledger.has(symbol)) continue;
    const last = await reads.lastTrade(symbol);
    ledger.know(symbol, 0, last);
  }
  return { account, openOrders, orders: new Map(), fills: [] };
}

/** Reads what happened to an account while its events did not arrive. */
export async function readMissed(reads: AccountQueries, ledger: TradeLedger, book: AccountCache): Promise<Findings> {
  const [account, openOrders] = await Promise.all([reads.account(), reads.openOrders()]);
  for (const order of openOrders) ledger.know(order.symbol, order.time);
  const fills: MyTrade[] = [];
  for (const { symbol, newest, since } of ledger.symbols) {
    let trades = await reads.tradesFrom(symbol, newest ? { fromId: newest.id } : { startTime: since });
    // An exchange that has begun anew does not have it, and gives its ids once more.
    if (newest && !trades.some((trade) => ledger.isSame(trade, newest))) {
      ledger.restart(symbol);
      trades = await reads.tradesFrom(symbol, { startTime: newest.time });
    }
    fills.push(...trades.filter((trade) => ledger.isMissed(symbol, trade)));
  }
  const orders = new Map<string, Order>();
  const open = new Map(openOrders.map((order) => [orderKey(order.symbol, order.orderId), order]));
  const wanted = [...book.openOrders.values(), ...fills];
  for (const { symbol, orderId } of wanted) {
    const key = orderKey(symbol, orderId);
    const filledSince = fills.some((fill) => fill.orderId === orderId && fill.symbol === symbol);
    // A fill may be younger than the list of open orders, so its order is read again.
    if (orders.has(key) || (open.has(key) && !filledSince)) continue;
    const order = await reads.order(symbol, orderId);
    // One that the exchange knows no more has ended in no way that could be told.
    if (order) orders.set(key, order);
  }
  return { account, openOrders, orders, fills };
}

/** What a consumer missed, as events in the order in which they happened. `book` is as it was before the findings. */
export function recoveredEvents(findings: Findings, book: AccountCache): UserDataEvent[] {
  const { account, openOrders, orders, fills } = findings;
  const reports: RecoveredReport[] = [];
  const seen = new Map([
    ...openOrders.map((order) => [orderKey(order.symbol, order.orderId), order] as const),
    ...orders,
  ]);
  for (const [key, order] of seen) {
    const ofOrder = fills.filter((fill) => orderKey(fill.symbol, fill.orderId) === key);
    // By its time too: ids of an exchange that has begun anew come again.
    const isKnown = book.openOrders.get(key)?.time === order.time;
    if (!isKnown) reports.push(opened(order));
    reports.push(...reportsOfFills(order, ofOrder));
    const isOver =
      orders.has(key) && !openOrders.some((open) => open.orderId === order.orderId && open.symbol === order.symbol);
    if (isOver && (order.status !== 'FILLED' || ofOrder.length === 0)) reports.push(reportOfOrder(order));
  }
  reports.sort((a, b) => a.T - b.T || a.t - b.t);
  const position = changedBalances(account, book);
  return position ? [...reports, position] : reports;
}

/** The report of an order's beginning. */
function opened(order: Order): RecoveredReport {
  const report = reportOfOrder(order);
  return { ...report, E: order.time, T: order.time, x: 'NEW', X: 'NEW', z: '0.00000000', Z: '0.00000000' };
}

function changedBalances(
  account: Account,
  book: AccountCache,
): (OutboundAccountPosition & { recovered: true }) | undefined {
  const changed = account.balances.filter(({ asset, free, locked }) => {
    const known = book.balances.get(asset) ?? { free: '0', locked: '0', updated: 0 };
    const isNewer = known.updated <= account.updateTime;
    return isNewer && !(isSameDecimal(known.free, free) && isSameDecimal(known.locked, locked));
  });
  if (changed.length === 0) return undefined;
  const B = changed.map(({ asset, free, locked }) => ({ a: asset, f: free, l: locked }));
  return { e: 'outboundAccountPosition', E: account.updateTime, u: account.updateTime, B, recovered: true };
}
