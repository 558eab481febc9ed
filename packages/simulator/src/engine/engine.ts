import { refusal } from '../refusals/refusal.js';
import { applySourceBook, hideSourceBook } from './driven/apply-source-book.js';
import { applySourceTrade } from './driven/apply-source-trade.js';
import type { DrivenMarket } from './driven/source-orders.js';
import { placeOrderList } from './lists/place-order-list.js';
import { emitAccounts } from './matching/emit-events.js';
import { forgetHistory } from './matching/trim-history.js';
import { compileRates, orderCommission } from './model/commission.js';
import { DrivenBook } from './model/driven-book.js';
import { EngineState } from './model/engine-state.js';
import { amendOrder } from './orders/amend-order.js';
import { cancelOpenOrders, cancelOrder, cancelOrderList } from './orders/cancel-order.js';
import { cancelReplace } from './orders/cancel-replace.js';
import { expireOpenOrders } from './orders/expire-open-orders.js';
import { fillResting, makeHouseTrade } from './orders/house-trade.js';
import { placeOrder, testOrder } from './orders/place-order.js';
import { exportState } from './persistence/export-state.js';
import { importState } from './persistence/import-state.js';
import { EngineQueries } from './queries/engine-queries.js';
import type { EngineOptions } from './settings/engine-options.js';
import { startTriggeredOrders } from './start-triggered-orders.js';
import type { Amount } from './types/amount.js';
import type * as t from './types/index.js';

/**
 * The matching engine of a simulated exchange. It holds symbols, order books, orders, accounts and their history, and
 * it runs commands. It is synchronous and deterministic: the same options and commands give the same events. A command
 * that is refused throws a `Refusal`.
 */
export class Engine extends EngineQueries {
  /** How many calls of `together` are running. */
  #together = 0;

  constructor(options: EngineOptions) {
    super(new EngineState(options));
  }

  /**
   * Adds a listener, which is called synchronously with every event. Returns a function that removes the listener. If a
   * listener throws an error, the command completes and then throws this error. A listener must not run a command.
   */
  on(listener: t.EngineListener): () => void {
    const { state } = this;
    state.listeners = [...state.listeners, listener];
    return () => {
      state.listeners = state.listeners.filter((each) => each !== listener);
    };
  }

  /**
   * Runs several commands that belong together. If a listener throws during one of them, the others still run, and the
   * error is thrown after the last one.
   */
  together<T>(commands: () => T): T {
    this.#together += 1;
    try {
      return commands();
    } finally {
      this.#together -= 1;
      this.#throwListenerError();
    }
  }

  // Commands for accounts and balances.

  createAccount(options: t.NewAccount = {}): t.Account {
    return this.run((state) => state.addAccount(options));
  }

  /**
   * Adds `delta` to the free balance of an asset. A negative `delta` is a withdrawal.
   *
   * @throws {Refusal} INSUFFICIENT_BALANCE
   */
  deposit(accountId: number, asset: string, delta: Amount): void {
    this.run((state) => changeFree(state, accountId, asset, delta));
  }

  /** Moves an amount of the free balance to another account. @throws {Refusal} INSUFFICIENT_BALANCE */
  transfer(fromId: number, toId: number, asset: string, quantity: Amount): void {
    this.run((state) => {
      // If the amount is negative, `toId` is the account that pays.
      const [payer, receiver] = quantity < 0n ? [toId, fromId] : [fromId, toId];
      const { id } = state.account(receiver);
      const paid = quantity < 0n ? -quantity : quantity;
      changeFree(state, payer, asset, -paid);
      changeFree(state, id, asset, paid);
    });
  }

  /**
   * Moves `delta` from the free to the locked balance for a reason outside the engine, for example as collateral. A
   * negative `delta` moves an amount from the locked to the free balance.
   *
   * @throws {Refusal} INSUFFICIENT_BALANCE
   */
  lockExternally(accountId: number, asset: string, delta: Amount): void {
    this.run((state) => {
      const account = state.account(accountId);
      const balance = account.balance(asset);
      if (balance.free < delta || balance.external + delta < 0n) throw refusal('INSUFFICIENT_BALANCE');
      state.ledger.lock(account, balance, delta);
      balance.external += delta;
      if (state.hasListeners) state.emit({ type: 'EXTERNAL_LOCK', accountId, asset, delta, time: state.time });
    });
  }

  /** Sets the commission rates of one account on one symbol. */
  setCommissionRates(accountId: number, symbol: string, rates: t.CommissionRates): void {
    const { state } = this;
    state.account(accountId).commission.set(symbol, rates);
    state.marketAccount(accountId, symbol).rates = compileRates(rates, state.assumptions);
  }

  setAssetFilters(accountId: number, filters: readonly t.AssetFilter[]): void {
    this.state.account(accountId).assetFilters = filters;
  }

  setPermissions(accountId: number, changes: Partial<Omit<t.NewAccount, 'house'>>): void {
    const known = Object.entries(changes).filter(([, value]) => value !== undefined);
    Object.assign(this.state.account(accountId), Object.fromEntries(known));
  }

  /** Deletes an account's closed orders and fills, so that an account that trades for days does not fill the memory. */
  forgetHistory(accountId: number): void {
    forgetHistory(this.state, this.state.account(accountId));
  }

  // Commands for symbols and the market.

  addSymbol(spec: t.SymbolSpec): t.SymbolInfo {
    return this.run((state) => this.announce(state.addMarket(spec).info));
  }

  setSymbolStatus(symbol: string, status: t.SymbolStatus): void {
    this.changeSymbol(symbol, { status });
  }

  /** Changes the flags, filters or execution rules of a symbol. Its open orders stay open. */
  changeSymbol(symbol: string, changes: Partial<Omit<t.SymbolInfo, 'symbol' | 'baseAsset' | 'quoteAsset'>>): void {
    this.run((state) => {
      const market = state.market(symbol);
      market.change({ ...market.info, ...changes });
      this.announce(market.info);
    });
  }

  setExchangeFilters(filters: readonly t.ExchangeFilter[]): void {
    this.state.exchangeFilters = filters;
  }

  /**
   * Adds earlier trades to the history of a symbol without emitting events. The next trade that the engine executes
   * gets the id `nextTradeId`.
   */
  addHistory(symbol: string, trades: readonly t.Trade[], nextTradeId: number): void {
    const market = this.state.market(symbol);
    for (const trade of trades) {
      market.trades.push(trade);
      market.lastPrice = trade.price;
      market.averagePrice.add(trade.price, trade.quantity, trade.time);
      market.reference.addTrade(trade.price, trade.time);
    }
    market.nextTradeId = nextTradeId;
  }

  // Commands for driven symbols: symbols whose book and trades come from a market source, such as a recording.

  /**
   * From now on, the book and the trades of this symbol come from a market source. `impact` decides whether the public
   * book and the public trades also include the orders and trades of accounts.
   */
  driveSymbol(symbol: string, options: { readonly impact: boolean }): void {
    this.run((state) => {
      const market = state.market(symbol);
      market.driven = new DrivenBook(state.addAccount({ house: true }).id, options.impact);
    });
  }

  /** Whether the book and the trades of the symbol come from a market source. */
  isDriven(symbol: string): boolean {
    return this.state.markets.get(symbol)?.driven !== undefined;
  }

  /**
   * Sets levels in the book of a driven symbol (see `driveSymbol`), and matches the orders of accounts with these
   * levels.
   */
  applySourceBook(symbol: string, change: t.SourceBook): void {
    this.run((state) => applySourceBook(state, this.drivenMarket(symbol), change));
  }

  /**
   * Empties the public book of a driven symbol (see `driveSymbol`), because the book is out of date. The book stays
   * empty until the market source sets a whole book again.
   */
  hideSourceBook(symbol: string): void {
    this.run((state) => hideSourceBook(state, this.drivenMarket(symbol)));
  }

  /**
   * Sets the time (µs) after which new orders of a driven symbol (see `driveSymbol`) are refused. Each call replaces
   * the time that an earlier call has set.
   */
  setFreshUntil(symbol: string, time: number): void {
    this.drivenMarket(symbol).driven.freshUntil = time;
  }

  /**
   * Applies a trade of the market source of a driven symbol, and fills the orders of accounts that the trade reaches.
   */
  applySourceTrade(symbol: string, trade: t.SourceTrade): void {
    this.run((state) => applySourceTrade(state, this.drivenMarket(symbol), trade));
  }

  /** Sets a reference price from outside the engine. Null removes the price. */
  setReferencePrice(symbol: string, price: Amount | null): void {
    this.run((state) => {
      state.market(symbol).reference.set(price, state.time);
      if (state.hasListeners) state.emit({ type: 'REFERENCE_PRICE', symbol, price, time: state.time });
    });
  }

  /** Expires every open order of a symbol on behalf of the exchange (`EXCHANGE_CANCELED`). */
  expireOpenOrders(symbol: string): void {
    this.run((state) => expireOpenOrders(state, state.market(symbol)));
  }

  // Commands for orders.

  placeOrder(accountId: number, order: t.NewOrder): t.OrderResult {
    return this.run((state) => placeOrder(state, accountId, order));
  }

  /** Runs the checks of `placeOrder`, including the filters, but places no order. Returns the commission rates. */
  testOrder(accountId: number, order: t.NewOrder): t.OrderCommission {
    return this.run((state) => orderCommission(testOrder(state, accountId, order).rates, order.side));
  }

  placeSorOrder(accountId: number, order: t.NewOrder): t.OrderResult {
    return this.run((state) => placeOrder(state, accountId, order, true));
  }

  testSorOrder(accountId: number, order: t.NewOrder): t.OrderCommission {
    return this.run((state) => orderCommission(testOrder(state, accountId, order, true).rates, order.side));
  }

  placeOrderList(accountId: number, list: t.NewOrderList): t.OrderListResult {
    return this.run((state) => placeOrderList(state, accountId, list));
  }

  /**
   * Cancels an order. If the order belongs to an order list, cancels the whole list and returns the result of the list.
   */
  cancelOrder(accountId: number, cancel: t.CancelOrder): t.CancelResult | t.CancelListResult {
    return this.run((state) => cancelOrder(state, accountId, cancel));
  }

  /** Cancels all open orders of an account on a symbol. @throws {Refusal} UNKNOWN_ORDER if the account has none */
  cancelOpenOrders(accountId: number, symbol: string): readonly t.CancelledEntry[] {
    return this.run((state) => cancelOpenOrders(state, accountId, symbol));
  }

  cancelOrderList(accountId: number, cancel: t.CancelOrderList): t.CancelListResult {
    return this.run((state) => cancelOrderList(state, accountId, cancel));
  }

  cancelReplace(accountId: number, request: t.CancelReplace): t.CancelReplaceResult {
    return this.run((state) => cancelReplace(state, accountId, request));
  }

  amendOrder(accountId: number, amend: t.AmendOrder): t.AmendResult {
    return this.run((state) => amendOrder(state, accountId, amend));
  }

  /**
   * Makes a trade at a given price between two house accounts, which belong to the exchange itself. After the trade,
   * the orders in `trade.book` replace the open orders of `trade.maker`. Returns the results of these new orders.
   *
   * @throws {Refusal} if the price or the quantity fails a filter
   */
  makeHouseTrade(trade: t.HouseTrade): readonly t.OrderResult[] {
    return this.run((state) => makeHouseTrade(state, trade));
  }

  /**
   * Fills an order that rests on the book, at its own price. The counterparty is `taker`, an account of the exchange
   * itself.
   *
   * @throws {RangeError} if the order is not on the book, or less than `quantity` of it is left
   */
  fillResting(symbol: string, orderId: number, taker: number, quantity: Amount): void {
    this.run((state) => {
      const order = state.market(symbol).orderById(orderId);
      if (!order) throw new RangeError(`fill: expected the id of an order of ${symbol}, got ${orderId}`);
      fillResting(state, order, taker, quantity);
    });
  }

  /** Sets the unfilled order counts of all accounts to 0. */
  resetUnfilledOrders(): void {
    for (const { counts } of this.state.ledger.accounts.values()) for (const window of counts.windows) window.count = 0;
  }

  /**
   * Adds `count` to the unfilled order counts of an account. The exchange calls this for an order request that it
   * refuses because the request's `recvWindow` has ended during processing.
   */
  chargeUnfilledOrders(accountId: number, count: number): void {
    this.run((state) => state.account(accountId).counts.add(count, state.time));
  }

  // Export and import of the state.

  /** Returns the whole state as JSON values. */
  exportState(): unknown {
    return exportState(this.state);
  }

  /** Replaces the whole state with a result of `exportState`. Options and listeners stay. */
  importState(exported: unknown): void {
    importState(this.state, exported);
  }

  /** Runs one command, then starts the orders that the command has triggered, then emits the account events. */
  private run<T>(command: (state: EngineState) => T): T {
    if (this.isBusy) throw new Error('a listener of the engine must not call a command');
    const { state } = this;
    this.isBusy = true;
    state.time = state.now();
    try {
      return command(state);
    } finally {
      startTriggeredOrders(state);
      emitAccounts(state);
      this.isBusy = false;
      this.#throwListenerError();
    }
  }

  /** Throws the first error of a listener, after the last command that belongs together with the present one. */
  #throwListenerError(): void {
    if (this.#together === 0 && !this.isBusy) this.state.throwListenerError();
  }

  private drivenMarket(symbol: string): DrivenMarket {
    const market = this.state.market(symbol);
    if (!market.driven) throw new Error(`${symbol} is not driven by a market source`);
    return market as DrivenMarket;
  }

  private announce(info: t.SymbolInfo): t.SymbolInfo {
    const { state } = this;
    if (state.hasListeners) state.emit({ type: 'SYMBOL', symbol: info, time: state.time });
    return info;
  }
}

function changeFree(state: EngineState, accountId: number, asset: string, delta: Amount): void {
  const account = state.account(accountId);
  const balance = account.balance(asset);
  if (balance.free + delta < 0n) throw refusal('INSUFFICIENT_BALANCE');
  balance.free += delta;
  state.ledger.touch(account, balance);
  if (state.hasListeners) state.emit({ type: 'TRANSFER', accountId, asset, delta, time: state.time });
}
