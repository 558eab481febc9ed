import { createSourceOrder, type DrivenMarket } from '../driven/source-orders.js';
import { AccountState } from '../model/account.js';
import { DrivenBook } from '../model/driven-book.js';
import type { EngineState } from '../model/engine-state.js';
import { LiveList, LiveOrder, type Pair } from '../model/live-order.js';
import { Market } from '../model/market.js';
import { UnfilledOrderCounts } from '../model/unfilled-order-counts.js';
import type { Amount } from '../types/amount.js';
import type { NewOrder, Side } from '../types/index.js';
import { fromJson } from './bigint-json.js';
import {
  type ExportedAccount,
  type ExportedDrivenBook,
  type ExportedEngine,
  type ExportedList,
  type ExportedMarket,
  type ExportedPair,
  FORMAT,
  RECORDS,
} from './exported-engine.js';

/**
 * Replaces the state of an engine with an exported state. Options and listeners stay.
 *
 * @throws {RangeError} if the value is not an exported state
 */
export function importState(state: EngineState, json: unknown): void {
  const exported = fromJson(json) as ExportedEngine;
  if (exported?.format !== FORMAT) {
    throw new RangeError(`state: expected an engine's exported state of format '${FORMAT}', got '${exported?.format}'`);
  }
  state.clientOrderIds.seed = Uint32Array.from(exported.clientOrderIds.seed);
  state.clientOrderIds.drawn = exported.clientOrderIds.drawn;
  state.nextListId = exported.nextListId;
  state.nextAccountId = exported.nextAccountId;
  state.nextSequence = exported.nextSequence;
  state.exchangeFilters = exported.exchangeFilters;
  replace(state.ledger.fees, exported.fees);
  replace(
    state.markets,
    exported.markets.map((row) => [row.info.symbol, new Market<LiveOrder>(row.info, state.assumptions)]),
  );
  state.replaceAccounts(exported.accounts.map((row) => importAccount(state, row)));
  for (const row of exported.accounts) for (const { symbol } of row.markets) state.marketAccount(row.id, symbol);
  for (const row of exported.markets) importMarket(state, row);
  for (const row of exported.accounts) importRecords(state, row);
  replace(
    state.lists,
    exported.lists.map((row) => [row.id, importList(state, row)]),
  );
  for (const row of exported.pairs) importPair(state, row);
}

function importAccount(state: EngineState, row: ExportedAccount): AccountState {
  const account = new AccountState(row.id, row.house, new UnfilledOrderCounts(state.orderLimits), 0);
  Object.assign(account, row.fields);
  account.assetFilters = row.assetFilters;
  for (const { asset, ...amounts } of row.balances) Object.assign(account.balance(asset), amounts);
  for (const [index, window] of account.counts.windows.entries()) Object.assign(window, row.windows[index]);
  for (const [symbol, rates] of row.commission) account.commission.set(symbol, rates);
  return account;
}

function importMarket(state: EngineState, row: ExportedMarket): void {
  const market = state.market(row.info.symbol);
  Object.assign(market, row.fields);
  Object.assign(market.reference, row.reference);
  market.averagePrice.entries = row.averagePrice;
  append(market.trades, row.trades);
  for (const { order: record, fields } of row.orders) {
    const owner = state.marketAccount(record.accountId, record.symbol);
    // The constructor of `LiveOrder` expects the request of a new order, but gets the exported order here. This is
    // safe, because the exported values then overwrite every field that the constructor sets from the request.
    const order = new LiveOrder(record as unknown as NewOrder, owner, record.clientOrderId, record.time);
    Object.assign(order, record, fields);
    market.orders.set(order.orderId, order);
    owner.orders.push(order);
    if (!order.isOpen) continue;
    owner.addOpen(order);
    if (order.phase === 'WAITING' && order.trailingDelta === undefined) market.waiting.add(order);
  }
  for (const id of row.trailing) market.waiting.add(market.orderById(id) as LiveOrder);
  if (row.driven) market.driven = importDriven(row.driven);
  for (const [book, entries] of [[market.bids, row.bids] as const, [market.asks, row.asks] as const]) {
    for (const entry of entries) {
      const order =
        typeof entry === 'number'
          ? (market.orderById(entry) as LiveOrder)
          : importSourceOrder(state, market as DrivenMarket, book.side, entry);
      book.add(order, order.limit as Amount);
    }
  }
}

function importDriven(row: ExportedDrivenBook): DrivenBook<LiveOrder> {
  const driven = new DrivenBook<LiveOrder>(row.accountId, row.impact);
  driven.nextTradeId = row.nextTradeId;
  driven.isHidden = row.isHidden;
  for (const [price, quantity] of row.bids) driven.bids.show(price, quantity);
  for (const [price, quantity] of row.asks) driven.asks.show(price, quantity);
  for (const side of ['BUY', 'SELL'] as const) replace(driven.taken[side], row.taken[side]);
  return driven;
}

/**
 * Creates an order that represents a quantity from the book of the market source. `createSourceOrder` adds the funds
 * that the order locks, but the imported balances already contain these funds. So they are subtracted again.
 */
function importSourceOrder(
  state: EngineState,
  market: DrivenMarket,
  side: Side,
  { price, quantity }: { readonly price: Amount; readonly quantity: Amount },
): LiveOrder {
  const order = createSourceOrder(state, market, side, price, quantity);
  const balance = side === 'BUY' ? order.owner.quote : order.owner.base;
  balance.locked -= order.locked;
  order.phase = 'RESTING';
  order.visible = quantity;
  return order;
}

function importRecords(state: EngineState, row: ExportedAccount): void {
  for (const exported of row.markets) {
    const owner = state.marketAccount(row.id, exported.symbol);
    for (const name of RECORDS) append<unknown>(owner[name], exported[name]);
    for (const [clientOrderId, orderId] of exported.clientOrderIds) {
      const order = owner.market.orderById(orderId);
      if (order) owner.byClientId.set(clientOrderId, order);
    }
  }
}

function importList(state: EngineState, row: ExportedList): LiveList {
  const market = state.market(row.symbol);
  const orders = row.orders.map((id) => market.orderById(id) as LiveOrder);
  const working = row.kind === 'OCO' ? undefined : orders[0];
  const list = new LiveList(row.id, row.kind, row.clientOrderId, orders, working, row.transactionTime);
  Object.assign(list, row.status);
  for (const order of orders) order.list = list;
  if (list.isOpen) orders[0]?.owner.openLists.add(list);
  return list;
}

function importPair(state: EngineState, row: ExportedPair): void {
  const market = state.market(row.symbol);
  const above = market.orderById(row.above) as LiveOrder;
  const below = market.orderById(row.below) as LiveOrder;
  const pair: Pair = { above, below, locked: row.locked };
  above.pair = pair;
  below.pair = pair;
}

function replace<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

function append<T>(rows: T[], more: readonly T[]): void {
  for (const row of more) rows.push(row);
}
