import { compareDecimals } from '@pkg/core/internal';
import type { Account, MyTrade, Order } from '@pkg/core/operations';
import type { OutboundAccountPosition, UserDataEvent } from '../events/user.js';
import { type AccountCache, orderKey } from './account-cache.js';
import type { AccountQueries } from './account-queries.js';
import { type RecoveredReport, reportOfOrder, reportsOfFills } from './recovered-reports.js';
import type { TradeLedger } from './trade-ledger.js';

/** The state of an account, and the fills that were not delivered yet. */
export type QueriedState = {
  readonly account: Account;
  readonly openOrders: readonly Order[];
  /** Orders that have missed fills or are no longer open. */
  readonly orders: ReadonlyMap<string, Order>;
  readonly fills: readonly MyTrade[];
};

/** Reads an account for the first time, and the last trade of each symbol, after which missed trades will be read. */
export async function readInitialState(
  queries: AccountQueries,
  ledger: TradeLedger,
  symbols: readonly string[],
): Promise<QueriedState> {
  const [account, openOrders] = await Promise.all([queries.account(), queries.openOrders()]);
  for (const symbol of new Set([...symbols, ...openOrders.map((order) => order.symbol)])) {
    if (ledger.has(symbol)) continue;
    const last = await queries.lastTrade(symbol);
    ledger.track(symbol, 0, last);
  }
  return { account, openOrders, orders: new Map(), fills: [] };
}

/** Reads what changed in an account while its events did not arrive. */
export async function readMissedChanges(
  queries: AccountQueries,
  ledger: TradeLedger,
  cache: AccountCache,
): Promise<QueriedState> {
  const [account, openOrders] = await Promise.all([queries.account(), queries.openOrders()]);
  for (const order of openOrders) ledger.track(order.symbol, order.time);
  const fills: MyTrade[] = [];
  for (const { symbol, newest, since } of ledger.symbols) {
    let trades = await queries.tradesFrom(symbol, newest ? { fromId: newest.id } : { startTime: since });
    // An exchange that was reset no longer has that trade, and its ids start anew.
    if (newest && !trades.some((trade) => ledger.isSame(trade, newest))) {
      ledger.restart(symbol);
      trades = await queries.tradesFrom(symbol, { startTime: newest.time });
    }
    fills.push(...trades.filter((trade) => ledger.isMissed(symbol, trade)));
  }
  const orders = new Map<string, Order>();
  const open = new Map(openOrders.map((order) => [orderKey(order.symbol, order.orderId), order]));
  const wanted = [...cache.openOrders.values(), ...fills];
  for (const { symbol, orderId } of wanted) {
    const key = orderKey(symbol, orderId);
    const hasFill = fills.some((fill) => fill.orderId === orderId && fill.symbol === symbol);
    // A fill may be newer than the list of open orders, so its order is read again.
    if (orders.has(key) || (open.has(key) && !hasFill)) continue;
    const order = await queries.order(symbol, orderId);
    // The exchange no longer knows the order, so how it ended cannot be reported.
    if (order) orders.set(key, order);
  }
  return { account, openOrders, orders, fills };
}

/** The missed events, in the order in which they happened. `cache` has the state before the loss. */
export function recoveredEvents(state: QueriedState, cache: AccountCache): UserDataEvent[] {
  const { account, openOrders, orders, fills } = state;
  const reports: RecoveredReport[] = [];
  const seen = new Map([
    ...openOrders.map((order) => [orderKey(order.symbol, order.orderId), order] as const),
    ...orders,
  ]);
  for (const [key, order] of seen) {
    const ofOrder = fills.filter((fill) => orderKey(fill.symbol, fill.orderId) === key);
    // The time is compared too, because an exchange that was reset uses ids again.
    const isKnown = cache.openOrders.get(key)?.time === order.time;
    if (!isKnown) reports.push(reportOfNewOrder(order));
    reports.push(...reportsOfFills(order, ofOrder));
    const isOver =
      orders.has(key) && !openOrders.some((open) => open.orderId === order.orderId && open.symbol === order.symbol);
    if (isOver && (order.status !== 'FILLED' || ofOrder.length === 0)) reports.push(reportOfOrder(order));
  }
  reports.sort((a, b) => a.T - b.T || a.t - b.t);
  const position = changedBalances(account, cache);
  return position ? [...reports, position] : reports;
}

/** The report of a new order. */
function reportOfNewOrder(order: Order): RecoveredReport {
  const report = reportOfOrder(order);
  return { ...report, E: order.time, T: order.time, x: 'NEW', X: 'NEW', z: '0.00000000', Z: '0.00000000' };
}

function changedBalances(
  account: Account,
  cache: AccountCache,
): (OutboundAccountPosition & { recovered: true }) | undefined {
  const changed = account.balances.filter(({ asset, free, locked }) => {
    const known = cache.balances.get(asset) ?? { free: '0', locked: '0', updated: 0 };
    const isNewer = known.updated <= account.updateTime;
    return isNewer && !(compareDecimals(known.free, free) === 0 && compareDecimals(known.locked, locked) === 0);
  });
  if (changed.length === 0) return undefined;
  const B = changed.map(({ asset, free, locked }) => ({ a: asset, f: free, l: locked }));
  return { e: 'outboundAccountPosition', E: account.updateTime, u: account.updateTime, B, recovered: true };
}
