import type { EngineState } from '../model/engine-state.js';
import { concernsSymbol } from '../model/filters/check-filters.js';
import type { Amount } from '../types/amount.js';
import type * as t from '../types/index.js';
import { findList, findOrder, isArchived, select } from './find-records.js';

/** The queries of an engine. They change nothing, so a listener may call them during a command. */
export class EngineQueries {
  protected readonly state: EngineState;
  /** Whether a command is running. While a command runs, queries use the time of the command. */
  protected isBusy = false;

  protected constructor(state: EngineState) {
    this.state = state;
  }

  now(): number {
    return this.state.now();
  }

  symbols(): readonly t.SymbolInfo[] {
    return [...this.state.markets.values()].map(({ info }) => info);
  }

  symbol(symbol: string): t.SymbolInfo | undefined {
    return this.state.markets.get(symbol)?.info;
  }

  get exchangeFilters(): readonly t.ExchangeFilter[] {
    return this.state.exchangeFilters;
  }

  get sors(): readonly t.SorSpec[] {
    return this.state.sors;
  }

  get orderLimits(): readonly t.OrderLimit[] {
    return this.state.orderLimits;
  }

  accounts(): readonly t.Account[] {
    return [...this.state.ledger.accounts.values()];
  }

  account(accountId: number): t.Account {
    return this.state.account(accountId);
  }

  /** The balances of every asset that the account has used, sorted by asset. */
  balances(accountId: number): readonly t.Balance[] {
    const balances = [...this.state.account(accountId).balances.values()];
    return balances.sort((one, other) => (one.asset < other.asset ? -1 : 1));
  }

  balance(accountId: number, asset: string): t.Balance {
    return this.state.account(accountId).balances.get(asset) ?? { asset, free: 0n, locked: 0n };
  }

  /** The assets of all symbols, sorted. With `accountId`, also the other assets that this account holds. */
  assets(accountId?: number): readonly string[] {
    const balances = accountId === undefined ? [] : this.balances(accountId);
    const held = balances.filter(({ free, locked }) => free > 0n || locked > 0n).map(({ asset }) => asset);
    const traded = this.symbols().flatMap(({ baseAsset, quoteAsset }) => [baseAsset, quoteAsset]);
    return [...new Set([...traded, ...held])].sort();
  }

  /** The commissions that accounts have paid to the exchange, by asset. */
  fees(): ReadonlyMap<string, Amount> {
    return this.state.ledger.fees;
  }

  /**
   * Returns an order.
   *
   * @throws {Refusal} if there is no such order, or if it is archived: closed more than 90 days ago without a fill
   */
  order(accountId: number, reference: t.OrderReference): t.Order {
    return this.query((state) => findOrder(state, state.marketAccount(accountId, reference.symbol), reference));
  }

  openOrders(accountId: number, symbol?: string): readonly t.Order[] {
    if (symbol !== undefined) return [...this.state.marketAccount(accountId, symbol).open];
    return [...this.state.marketAccountsOf(this.state.account(accountId))].flatMap((owner) => [...owner.open]);
  }

  /**
   * The orders of an account, sorted by id. `fromId` is an order id. `startTime` and `endTime` are compared with
   * `updateTime`.
   */
  allOrders(accountId: number, query: t.HistoryQuery): readonly t.Order[] {
    const rows = this.query((state) =>
      state.marketAccount(accountId, query.symbol).orders.filter((order) => !isArchived(state, order)),
    );
    return select(rows, ({ orderId, updateTime }) => ({ id: orderId, orderId, time: updateTime }), query);
  }

  /** Returns an order list. @throws {Refusal} if there is no such list */
  orderList(
    accountId: number,
    reference: { orderListId?: number | undefined; listClientOrderId?: string | undefined },
  ): t.OrderList {
    return findList(this.state, accountId, reference);
  }

  openOrderLists(accountId: number): readonly t.OrderList[] {
    return [...this.state.marketAccountsOf(this.state.account(accountId))].flatMap((owner) => [...owner.openLists]);
  }

  /** The order lists of an account. `fromId` is a list id. */
  allOrderLists(accountId: number, query: Omit<t.HistoryQuery, 'symbol' | 'orderId'>): readonly t.OrderList[] {
    const rows = [...this.state.lists.values()].filter((list) => list.accountId === accountId);
    return select(
      rows,
      ({ orderListId, transactionTime }) => ({ id: orderListId, orderId: -1, time: transactionTime }),
      query,
    );
  }

  /** The trades of an account. `fromId` is a trade id. */
  myTrades(accountId: number, query: t.HistoryQuery): readonly t.Fill[] {
    const { fills } = this.state.marketAccount(accountId, query.symbol);
    return select(fills, ({ tradeId, orderId, time }) => ({ id: tradeId, orderId, time }), query);
  }

  /** The allocations of an account, sorted by id. `fromId` is an allocation id. */
  allocations(accountId: number, query: t.HistoryQuery): readonly t.Fill[] {
    const { allocations } = this.state.marketAccount(accountId, query.symbol);
    const from = query.endTime === undefined ? { fromId: 0 } : {};
    const { fromId, ...others } = query;
    return select(allocations, ({ allocationId = 0, orderId, time }) => ({ id: allocationId, orderId, time }), {
      ...from,
      ...(fromId === undefined ? {} : { fromId }),
      ...others,
    });
  }

  /** The prevented matches of an account. `fromId` is the id of a prevented match. */
  preventedMatches(
    accountId: number,
    query: t.HistoryQuery & { preventedMatchId?: number | undefined },
  ): readonly t.PreventedMatch[] {
    const { preventedMatchId, orderId, fromId, limit } = query;
    const rows = this.state
      .marketAccount(accountId, query.symbol)
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

  /** The amendments of an order. `fromId` is an execution id. */
  amendments(accountId: number, query: t.HistoryQuery & { orderId: number }): readonly t.Amendment[] {
    const { amendments } = this.state.marketAccount(accountId, query.symbol);
    return select(amendments, ({ executionId, orderId, time }) => ({ id: executionId, orderId, time }), query);
  }

  unfilledOrderCounts(accountId: number): readonly t.UnfilledOrderCount[] {
    return this.query((state) => state.account(accountId).counts.list(state.time));
  }

  commissionRates(accountId: number, symbol: string): t.CommissionRates {
    return this.state.marketAccount(accountId, symbol).rates.source;
  }

  /** The filters that apply to an account's orders on a symbol. */
  myFilters(
    accountId: number,
    symbol: string,
  ): {
    exchangeFilters: readonly t.ExchangeFilter[];
    symbolFilters: readonly t.Filter[];
    assetFilters: readonly t.AssetFilter[];
  } {
    const { info } = this.state.market(symbol);
    const { assetFilters } = this.state.account(accountId);
    return {
      exchangeFilters: this.exchangeFilters,
      symbolFilters: info.filters,
      assetFilters: assetFilters.filter((filter) => concernsSymbol(filter, info)),
    };
  }

  book(symbol: string, limit: number = Number.POSITIVE_INFINITY): t.BookSnapshot {
    const market = this.state.market(symbol);
    return {
      symbol,
      lastUpdateId: market.updateId,
      bids: market.publicBook('BUY').snapshot(limit),
      asks: market.publicBook('SELL').snapshot(limit),
    };
  }

  bestPrices(symbol: string): t.BestPrices {
    const market = this.state.market(symbol);
    const best = (side: t.Side) => market.publicBook(side).snapshot(1)[0];
    return { symbol, updateId: market.updateId, bid: best('BUY'), ask: best('SELL') };
  }

  lastPrice(symbol: string): Amount | undefined {
    return this.state.market(symbol).lastPrice;
  }

  /** Public trades, sorted by id: the first ones from `fromId`, or without `fromId` the newest ones. */
  trades(symbol: string, query: { fromId?: number | undefined; limit?: number | undefined } = {}): readonly t.Trade[] {
    const { trades } = this.state.market(symbol);
    const { fromId, limit = 500 } = query;
    if (fromId === undefined) return trades.slice(-limit);
    const from = trades.findIndex(({ id }) => id >= fromId);
    return from < 0 ? [] : trades.slice(from, from + limit);
  }

  /**
   * Volume-weighted average price of the last `minutes`. If there was no trade in this time, it is the last price.
   * Undefined before the first trade.
   */
  averagePrice(symbol: string, minutes: number): Amount | undefined {
    const market = this.state.market(symbol);
    return market.averagePrice.over(minutes, this.now()) ?? market.lastPrice;
  }

  /** The reference price of a symbol. Undefined if the symbol has never had one. */
  referencePrice(symbol: string): t.ReferencePrice | undefined {
    const { reference } = this.state.market(symbol);
    if (!reference.isKnown) return undefined;
    const time = this.now();
    return { symbol, price: reference.at(time), time: reference.timeOf(time) };
  }

  private query<T>(read: (state: EngineState) => T): T {
    if (!this.isBusy) this.state.time = this.state.now();
    return read(this.state);
  }
}
