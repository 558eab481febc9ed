import type { Amount } from './amount.js';
import type * as t from './types.js';

/** The matching engine. (Signatures; the body follows.) */
export declare class Engine {
  constructor(options: t.EngineOptions);
  /** Calls the listener with every event, synchronously, until the returned function is called. */
  on(listener: t.EngineListener): () => void;

  // Accounts and money.
  createAccount(options?: t.NewAccount): t.Account;
  /** Adds to the free balance; negative takes away (-2010 when there is not enough). */
  deposit(accountId: number, asset: string, delta: Amount): void;
  transfer(fromId: number, toId: number, asset: string, quantity: Amount): void;
  /** Locks (or, negative, unlocks) part of a balance from outside, as collateral is. */
  lockExternally(accountId: number, asset: string, delta: Amount): void;
  /** Rates of one account on one symbol. */
  setCommissionRates(accountId: number, symbol: string, rates: t.CommissionRates): void;
  setAssetFilters(accountId: number, filters: readonly t.AssetFilter[]): void;
  setPermissions(accountId: number, changes: Partial<Omit<t.NewAccount, 'house'>>): void;

  // The market.
  addSymbol(spec: t.SymbolSpec): t.SymbolInfo;
  setSymbolStatus(symbol: string, status: t.SymbolStatus): void;
  /** Changes flags, filters, execution rules... of a symbol; open orders stay. */
  changeSymbol(symbol: string, changes: Partial<Omit<t.SymbolInfo, 'symbol' | 'baseAsset' | 'quoteAsset'>>): void;
  setExchangeFilters(filters: readonly t.ExchangeFilter[]): void;
  /** Sets an external reference price; null withdraws it. */
  setReferencePrice(symbol: string, price: Amount | null): void;
  /** The exchange itself expires every open order of a symbol (`EXCHANGE_CANCELED`). */
  expireOpenOrders(symbol: string): void;

  // Orders. Refusals are thrown as ExchangeError.
  placeOrder(accountId: number, order: t.NewOrder): t.OrderResult;
  /** Every check of `placeOrder` up to the engine, and no effect. */
  testOrder(accountId: number, order: t.NewOrder): t.OrderCommission;
  placeSorOrder(accountId: number, order: t.NewOrder): t.OrderResult;
  testSorOrder(accountId: number, order: t.NewOrder): t.OrderCommission;
  placeOrderList(accountId: number, list: t.NewOrderList): t.OrderListResult;
  /** A list's order cancels its whole list; the answer is then the list's. */
  cancelOrder(accountId: number, cancel: t.CancelOrder): t.CancelResult | t.CancelListResult;
  /** @throws -2011 when nothing is open. */
  cancelOpenOrders(accountId: number, symbol: string): readonly t.CancelledEntry[];
  cancelOrderList(accountId: number, cancel: t.CancelOrderList): t.CancelListResult;
  cancelReplace(accountId: number, request: t.CancelReplace): t.CancelReplaceResult;
  amendOrder(accountId: number, amend: t.AmendOrder): t.AmendResult;
  /** Adds to the unfilled order count without an order: a request refused by the second check of its time. */
  chargeUnfilledOrders(accountId: number, count: number): void;

  // Queries.
  now(): number;
  symbols(): readonly t.SymbolInfo[];
  symbol(symbol: string): t.SymbolInfo | undefined;
  readonly exchangeFilters: readonly t.ExchangeFilter[];
  readonly sors: readonly t.SorSpec[];
  readonly orderLimits: readonly t.OrderLimit[];
  accounts(): readonly t.Account[];
  account(accountId: number): t.Account;
  /** Every asset the account ever touched; sorted by asset. */
  balances(accountId: number): readonly t.Balance[];
  balance(accountId: number, asset: string): t.Balance;
  /** All assets of all symbols, sorted. */
  assets(): readonly string[];
  /** @throws -2013, -2039, -2026, -1102. */
  order(accountId: number, reference: t.OrderReference): t.Order;
  openOrders(accountId: number, symbol?: string): readonly t.Order[];
  /** `fromId` is an order id. */
  allOrders(accountId: number, query: t.HistoryQuery): readonly t.Order[];
  /** @throws -2018 ... see the code. */
  orderList(
    accountId: number,
    reference: { orderListId?: number | undefined; listClientOrderId?: string | undefined },
  ): t.OrderList;
  openOrderLists(accountId: number): readonly t.OrderList[];
  allOrderLists(accountId: number, query: Omit<t.HistoryQuery, 'symbol' | 'orderId'>): readonly t.OrderList[];
  /** Trades of an account; `fromId` is a trade id. */
  myTrades(accountId: number, query: t.HistoryQuery): readonly t.Fill[];
  /** Allocations of an account; `fromId` is an allocation id. */
  allocations(accountId: number, query: t.HistoryQuery): readonly t.Fill[];
  /** `fromId` is a prevented match id. */
  preventedMatches(
    accountId: number,
    query: t.HistoryQuery & { preventedMatchId?: number | undefined },
  ): readonly t.PreventedMatch[];
  /** `fromId` is an execution id. */
  amendments(accountId: number, query: t.HistoryQuery & { orderId: number }): readonly t.Amendment[];
  unfilledOrderCounts(accountId: number): readonly t.UnfilledOrderCount[];
  commissionRates(accountId: number, symbol: string): t.CommissionRates;
  /** The filters that bear on an account's orders in a symbol. */
  myFilters(
    accountId: number,
    symbol: string,
  ): {
    exchangeFilters: readonly t.ExchangeFilter[];
    symbolFilters: readonly t.Filter[];
    assetFilters: readonly t.AssetFilter[];
  };
  book(symbol: string, limit?: number): t.BookSnapshot;
  bestPrices(symbol: string): t.BestPrices;
  lastPrice(symbol: string): Amount | undefined;
  /** Public trades in rising id: from `fromId` on, or else the newest. */
  trades(symbol: string, query?: { fromId?: number | undefined; limit?: number | undefined }): readonly t.Trade[];
  /** Volume-weighted price of the last minutes; the last price when there was no trade; undefined before the first. */
  averagePrice(symbol: string, minutes: number): Amount | undefined;
  /** Undefined when the symbol never had one (-2043). */
  referencePrice(symbol: string): t.ReferencePrice | undefined;

  // The whole state as JSON values.
  exportState(): unknown;
  /** Replaces everything by an exported state. The options stay. */
  importState(state: unknown): void;
}
