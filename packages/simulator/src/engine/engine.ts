import { amendOrder } from './amend.js';
import type { Amount } from './amount.js';
import { cancelOpenOrders, cancelOrder, cancelOrderList } from './cancel.js';
import { cancelReplace } from './cancel-replace.js';
import { compileRates, orderCommission } from './commission.js';
import { ExchangeError } from './errors.js';
import { expireAll } from './exchange-actions.js';
import { isBearing } from './filters.js';
import { forgetHistory } from './forget.js';
import { placeOrder, testOrder } from './place.js';
import { placeOrderList } from './place-list.js';
import { findList, findOrder, isArchived, select } from './queries.js';
import { reportAccounts } from './reports.js';
import { drain } from './start.js';
import { exportState, importState } from './state.js';
import type * as t from './types.js';
import { World } from './world.js';

/**
 * The matching engine of a simulated exchange: symbols, books, orders, accounts and their history. Pure and synchronous:
 * same options and commands give the same events, and a refused command changes nothing but what its refusal says.
 */
export class Engine {
  private readonly world: World;
  private isBusy = false;

  constructor(options: t.EngineOptions) {
    this.world = new World(options);
  }

  /** Calls the listener with every event, synchronously, until the returned function is called. */
  on(listener: t.EngineListener): () => void {
    const { world } = this;
    world.listeners = [...world.listeners, listener];
    return () => {
      world.listeners = world.listeners.filter((each) => each !== listener);
    };
  }

  // Accounts and money.

  createAccount(options: t.NewAccount = {}): t.Account {
    return this.run((world) => world.addAccount(options));
  }

  /** Adds to the free balance; negative takes away. @throws -2010 when there is not enough. */
  deposit(accountId: number, asset: string, delta: Amount): void {
    this.run((world) => {
      const account = world.account(accountId);
      const balance = account.balance(asset);
      if (balance.free + delta < 0n) throw insufficient();
      balance.free += delta;
      world.ledger.touch(account, balance);
      if (world.isHeard) world.emit({ type: 'TRANSFER', accountId, asset, delta, time: world.time });
    });
  }

  /** @throws -2010 when there is not enough. */
  transfer(fromId: number, toId: number, asset: string, quantity: Amount): void {
    this.deposit(fromId, asset, -quantity);
    this.deposit(toId, asset, quantity);
  }

  /** Locks, or when negative unlocks, part of a balance from outside, as collateral is. @throws -2010 */
  lockExternally(accountId: number, asset: string, delta: Amount): void {
    this.run((world) => {
      const account = world.account(accountId);
      const balance = account.balance(asset);
      if (balance.free < delta || balance.external + delta < 0n) throw insufficient();
      world.ledger.lock(account, balance, delta);
      balance.external += delta;
      if (world.isHeard) world.emit({ type: 'EXTERNAL_LOCK', accountId, asset, delta, time: world.time });
    });
  }

  /** Rates of one account on one symbol. */
  setCommissionRates(accountId: number, symbol: string, rates: t.CommissionRates): void {
    const { world } = this;
    world.account(accountId).commission.set(symbol, rates);
    world.seat(accountId, symbol).rates = compileRates(rates, world.choices);
  }

  setAssetFilters(accountId: number, filters: readonly t.AssetFilter[]): void {
    this.world.account(accountId).assetFilters = filters;
  }

  setPermissions(accountId: number, changes: Partial<Omit<t.NewAccount, 'house'>>): void {
    const known = Object.entries(changes).filter(([, value]) => value !== undefined);
    Object.assign(this.world.account(accountId), Object.fromEntries(known));
  }

  /** Lets go of an account's closed orders and its fills: for those who play the market for days. */
  forgetHistory(accountId: number): void {
    forgetHistory(this.world, this.world.account(accountId));
  }

  // The market.

  addSymbol(spec: t.SymbolSpec): t.SymbolInfo {
    return this.run((world) => this.announce(world.addMarket(spec).info));
  }

  setSymbolStatus(symbol: string, status: t.SymbolStatus): void {
    this.changeSymbol(symbol, { status });
  }

  /** Changes flags, filters or execution rules of a symbol; its open orders stay. */
  changeSymbol(symbol: string, changes: Partial<Omit<t.SymbolInfo, 'symbol' | 'baseAsset' | 'quoteAsset'>>): void {
    this.run((world) => {
      const market = world.market(symbol);
      market.change({ ...market.info, ...changes });
      this.announce(market.info);
    });
  }

  setExchangeFilters(filters: readonly t.ExchangeFilter[]): void {
    this.world.exchangeFilters = filters;
  }

  /** Sets an external reference price; null withdraws it. */
  setReferencePrice(symbol: string, price: Amount | null): void {
    this.run((world) => {
      world.market(symbol).reference.set(price, world.time);
      if (world.isHeard) world.emit({ type: 'REFERENCE_PRICE', symbol, price, time: world.time });
    });
  }

  /** The exchange itself expires every open order of a symbol (`EXCHANGE_CANCELED`). */
  expireOpenOrders(symbol: string): void {
    this.run((world) => expireAll(world, world.market(symbol)));
  }

  // Orders. Refusals are thrown as ExchangeError.

  placeOrder(accountId: number, order: t.NewOrder): t.OrderResult {
    return this.run((world) => placeOrder(world, accountId, order));
  }

  /** Every check of `placeOrder` up to the engine, and no effect. */
  testOrder(accountId: number, order: t.NewOrder): t.OrderCommission {
    return this.run((world) => orderCommission(testOrder(world, accountId, order).rates, order.side));
  }

  placeSorOrder(accountId: number, order: t.NewOrder): t.OrderResult {
    return this.run((world) => placeOrder(world, accountId, order, true));
  }

  testSorOrder(accountId: number, order: t.NewOrder): t.OrderCommission {
    return this.run((world) => orderCommission(testOrder(world, accountId, order, true).rates, order.side));
  }

  placeOrderList(accountId: number, list: t.NewOrderList): t.OrderListResult {
    return this.run((world) => placeOrderList(world, accountId, list));
  }

  /** A list's order cancels its whole list; the answer is then the list's. */
  cancelOrder(accountId: number, cancel: t.CancelOrder): t.CancelResult | t.CancelListResult {
    return this.run((world) => cancelOrder(world, accountId, cancel));
  }

  /** @throws -2011 when nothing is open. */
  cancelOpenOrders(accountId: number, symbol: string): readonly t.CancelledEntry[] {
    return this.run((world) => cancelOpenOrders(world, accountId, symbol));
  }

  cancelOrderList(accountId: number, cancel: t.CancelOrderList): t.CancelListResult {
    return this.run((world) => cancelOrderList(world, accountId, cancel));
  }

  cancelReplace(accountId: number, request: t.CancelReplace): t.CancelReplaceResult {
    return this.run((world) => cancelReplace(world, accountId, request));
  }

  amendOrder(accountId: number, amend: t.AmendOrder): t.AmendResult {
    return this.run((world) => amendOrder(world, accountId, amend));
  }

  /** Adds to the unfilled order count without an order: a request refused by the second check of its time. */
  chargeUnfilledOrders(accountId: number, count: number): void {
    this.run((world) => world.account(accountId).counts.add(count, world.time));
  }

  // Queries.

  now(): number {
    return this.world.now();
  }

  symbols(): readonly t.SymbolInfo[] {
    return [...this.world.markets.values()].map(({ info }) => info);
  }

  symbol(symbol: string): t.SymbolInfo | undefined {
    return this.world.markets.get(symbol)?.info;
  }

  get exchangeFilters(): readonly t.ExchangeFilter[] {
    return this.world.exchangeFilters;
  }

  get sors(): readonly t.SorSpec[] {
    return this.world.sors;
  }

  get orderLimits(): readonly t.OrderLimit[] {
    return this.world.orderLimits;
  }

  accounts(): readonly t.Account[] {
    return [...this.world.ledger.accounts.values()];
  }

  account(accountId: number): t.Account {
    return this.world.account(accountId);
  }

  /** Every asset the account ever touched, sorted by name. */
  balances(accountId: number): readonly t.Balance[] {
    const balances = [...this.world.account(accountId).balances.values()];
    return balances.sort((one, other) => (one.asset < other.asset ? -1 : 1));
  }

  balance(accountId: number, asset: string): t.Balance {
    return this.world.account(accountId).balances.get(asset) ?? { asset, free: 0n, locked: 0n };
  }

  /** All assets of all symbols, sorted. */
  assets(): readonly string[] {
    return [...new Set(this.symbols().flatMap(({ baseAsset, quoteAsset }) => [baseAsset, quoteAsset]))].sort();
  }

  /** Commissions that were paid to the exchange, by asset. */
  fees(): ReadonlyMap<string, Amount> {
    return this.world.ledger.fees;
  }

  /** @throws -1102, -2013, -2026, -2039 */
  order(accountId: number, reference: t.OrderReference): t.Order {
    return this.ask((world) => findOrder(world, world.seat(accountId, reference.symbol), reference));
  }

  openOrders(accountId: number, symbol?: string): readonly t.Order[] {
    if (symbol !== undefined) return [...this.world.seat(accountId, symbol).open];
    return [...this.world.account(accountId).seats.values()].flatMap((seat) => [...seat.open]);
  }

  /** `fromId` is an order id: orders from it on. */
  allOrders(accountId: number, query: t.HistoryQuery): readonly t.Order[] {
    const rows = this.ask((world) =>
      world.seat(accountId, query.symbol).orders.filter((order) => !isArchived(world, order)),
    );
    return select(rows, ({ orderId, time }) => ({ id: orderId, orderId, time }), query);
  }

  /** @throws -1102, -2013 */
  orderList(
    accountId: number,
    reference: { orderListId?: number | undefined; listClientOrderId?: string | undefined },
  ): t.OrderList {
    return findList(this.world, accountId, reference);
  }

  openOrderLists(accountId: number): readonly t.OrderList[] {
    return [...this.world.account(accountId).seats.values()].flatMap((seat) => [...seat.openLists]);
  }

  /** `fromId` is a list id. */
  allOrderLists(accountId: number, query: Omit<t.HistoryQuery, 'symbol' | 'orderId'>): readonly t.OrderList[] {
    const rows = [...this.world.lists.values()].filter((list) => list.accountId === accountId);
    return select(
      rows,
      ({ orderListId, transactionTime }) => ({ id: orderListId, orderId: -1, time: transactionTime }),
      query,
    );
  }

  /** Trades of an account; `fromId` is a trade id. */
  myTrades(accountId: number, query: t.HistoryQuery): readonly t.Fill[] {
    const { fills } = this.world.seat(accountId, query.symbol);
    return select(fills, ({ tradeId, orderId, time }) => ({ id: tradeId, orderId, time }), query);
  }

  /** Allocations of an account, oldest first; `fromId` is an allocation id. */
  allocations(accountId: number, query: t.HistoryQuery): readonly t.Fill[] {
    const { allocations } = this.world.seat(accountId, query.symbol);
    const from = query.endTime === undefined ? { fromId: 0 } : {};
    const { fromId, ...others } = query;
    return select(allocations, ({ allocationId = 0, orderId, time }) => ({ id: allocationId, orderId, time }), {
      ...from,
      ...(fromId === undefined ? {} : { fromId }),
      ...others,
    });
  }

  /** `fromId` is a prevented match id. */
  preventedMatches(
    accountId: number,
    query: t.HistoryQuery & { preventedMatchId?: number | undefined },
  ): readonly t.PreventedMatch[] {
    const { preventedMatchId, orderId, fromId, limit } = query;
    const rows = this.world
      .seat(accountId, query.symbol)
      .preventedMatches.filter(
        (match) =>
          (preventedMatchId === undefined || match.preventedMatchId === preventedMatchId) &&
          (orderId === undefined || match.takerOrderId === orderId || match.makerOrderId === orderId),
      );
    return select(rows, (match) => ({ id: match.preventedMatchId, orderId: -1, time: match.transactTime }), {
      fromId: fromId ?? 0,
      limit,
    });
  }

  /** `fromId` is an execution id. */
  amendments(accountId: number, query: t.HistoryQuery & { orderId: number }): readonly t.Amendment[] {
    const { amendments } = this.world.seat(accountId, query.symbol);
    return select(amendments, ({ executionId, orderId, time }) => ({ id: executionId, orderId, time }), query);
  }

  unfilledOrderCounts(accountId: number): readonly t.UnfilledOrderCount[] {
    return this.ask((world) => world.account(accountId).counts.list(world.time));
  }

  commissionRates(accountId: number, symbol: string): t.CommissionRates {
    return this.world.seat(accountId, symbol).rates.source;
  }

  /** The filters that bear on an account's orders in a symbol. */
  myFilters(
    accountId: number,
    symbol: string,
  ): {
    exchangeFilters: readonly t.ExchangeFilter[];
    symbolFilters: readonly t.Filter[];
    assetFilters: readonly t.AssetFilter[];
  } {
    const { info } = this.world.market(symbol);
    const { assetFilters } = this.world.account(accountId);
    return {
      exchangeFilters: this.exchangeFilters,
      symbolFilters: info.filters,
      assetFilters: assetFilters.filter((filter) => isBearing(filter, info)),
    };
  }

  book(symbol: string, limit: number = Number.POSITIVE_INFINITY): t.BookSnapshot {
    const market = this.world.market(symbol);
    return {
      symbol,
      lastUpdateId: market.updateId,
      bids: market.bids.snapshot(limit),
      asks: market.asks.snapshot(limit),
    };
  }

  bestPrices(symbol: string): t.BestPrices {
    const market = this.world.market(symbol);
    return { symbol, updateId: market.updateId, bid: market.bids.snapshot(1)[0], ask: market.asks.snapshot(1)[0] };
  }

  lastPrice(symbol: string): Amount | undefined {
    return this.world.market(symbol).lastPrice;
  }

  /** Public trades in rising id: from `fromId` on, or else the newest. */
  trades(symbol: string, query: { fromId?: number | undefined; limit?: number | undefined } = {}): readonly t.Trade[] {
    const { trades } = this.world.market(symbol);
    const { fromId, limit = 500 } = query;
    if (fromId === undefined) return trades.slice(-limit);
    const from = Math.max(0, fromId - (trades[0]?.id ?? 0));
    return trades.slice(from, from + limit);
  }

  /** Volume-weighted price of the last minutes; the last price when there was no trade; undefined before the first. */
  averagePrice(symbol: string, minutes: number): Amount | undefined {
    const market = this.world.market(symbol);
    return market.averagePrice.over(minutes, this.now()) ?? market.lastPrice;
  }

  /** Undefined when the symbol never had one (-2043). */
  referencePrice(symbol: string): t.ReferencePrice | undefined {
    const { reference } = this.world.market(symbol);
    if (!reference.isKnown) return undefined;
    const time = this.now();
    return { symbol, price: reference.at(time), time: reference.timeOf(time) };
  }

  // The whole state.

  /** The whole state as JSON values. */
  exportState(): unknown {
    return exportState(this.world);
  }

  /** Replaces everything by an exported state; options and listeners stay. */
  importState(state: unknown): void {
    importState(this.world, state);
  }

  /** Runs one command: its own matching, then what that sets off, then the account events. */
  private run<T>(command: (world: World) => T): T {
    if (this.isBusy) throw new Error('a listener of the engine must not call a command');
    const { world } = this;
    this.isBusy = true;
    world.time = world.now();
    try {
      return command(world);
    } finally {
      drain(world);
      reportAccounts(world);
      this.isBusy = false;
    }
  }

  private ask<T>(query: (world: World) => T): T {
    if (!this.isBusy) this.world.time = this.world.now();
    return query(this.world);
  }

  private announce(info: t.SymbolInfo): t.SymbolInfo {
    const { world } = this;
    if (world.isHeard) world.emit({ type: 'SYMBOL', symbol: info, time: world.time });
    return info;
  }
}

function insufficient(): ExchangeError {
  return new ExchangeError(-2010, 'Account has insufficient balance for requested action.');
}
