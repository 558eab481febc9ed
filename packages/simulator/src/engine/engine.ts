import { refusal } from '../refusals/refusal.js';
import { runFollowUps } from './follow-ups.js';
import { placeOrderList } from './lists/place-order-list.js';
import { emitAccounts } from './matching/emit-events.js';
import { forgetHistory } from './matching/trim-history.js';
import { compileRates, orderCommission } from './model/commission.js';
import { EngineState } from './model/engine-state.js';
import { amendOrder } from './orders/amend-order.js';
import { cancelOpenOrders, cancelOrder, cancelOrderList } from './orders/cancel-order.js';
import { cancelReplace } from './orders/cancel-replace.js';
import { expireOpenOrders } from './orders/expire-open-orders.js';
import { placeOrder, testOrder } from './orders/place-order.js';
import { exportState } from './persistence/export-state.js';
import { importState } from './persistence/import-state.js';
import { EngineQueries } from './queries/engine-queries.js';
import type { EngineOptions } from './settings/engine-options.js';
import type { Amount } from './types/amount.js';
import type * as t from './types/index.js';

/**
 * The matching engine of a simulated exchange: symbols, books, orders, accounts and their history. Pure and synchronous:
 * same options and commands give the same events, and a refused command changes nothing but what its refusal says.
 */
export class Engine extends EngineQueries {
  constructor(options: EngineOptions) {
    super(new EngineState(options));
  }

  /**
   * Calls the listener with every event, synchronously, until the returned function is called. What it throws, the
   * command throws when it is done; a command called by it is such an error.
   */
  on(listener: t.EngineListener): () => void {
    const { state } = this;
    state.listeners = [...state.listeners, listener];
    return () => {
      state.listeners = state.listeners.filter((each) => each !== listener);
    };
  }

  // Accounts and money.

  createAccount(options: t.NewAccount = {}): t.Account {
    return this.run((state) => state.addAccount(options));
  }

  /** Adds to the free balance; negative takes away. @throws -2010 when there is not enough. */
  deposit(accountId: number, asset: string, delta: Amount): void {
    this.run((state) => {
      const account = state.account(accountId);
      const balance = account.balance(asset);
      if (balance.free + delta < 0n) throw refusal('INSUFFICIENT_BALANCE');
      balance.free += delta;
      state.ledger.touch(account, balance);
      if (state.hasListeners) state.emit({ type: 'TRANSFER', accountId, asset, delta, time: state.time });
    });
  }

  /** @throws -2010 when there is not enough. */
  transfer(fromId: number, toId: number, asset: string, quantity: Amount): void {
    const { id } = this.account(toId);
    this.deposit(fromId, asset, -quantity);
    this.deposit(id, asset, quantity);
  }

  /** Locks, or when negative unlocks, part of a balance from outside, as collateral is. @throws -2010 */
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

  /** Rates of one account on one symbol. */
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

  /** Lets go of an account's closed orders and its fills: for those who play the market for days. */
  forgetHistory(accountId: number): void {
    forgetHistory(this.state, this.state.account(accountId));
  }

  // The market.

  addSymbol(spec: t.SymbolSpec): t.SymbolInfo {
    return this.run((state) => this.announce(state.addMarket(spec).info));
  }

  setSymbolStatus(symbol: string, status: t.SymbolStatus): void {
    this.changeSymbol(symbol, { status });
  }

  /** Changes flags, filters or execution rules of a symbol; its open orders stay. */
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

  /** Sets an external reference price; null withdraws it. */
  setReferencePrice(symbol: string, price: Amount | null): void {
    this.run((state) => {
      state.market(symbol).reference.set(price, state.time);
      if (state.hasListeners) state.emit({ type: 'REFERENCE_PRICE', symbol, price, time: state.time });
    });
  }

  /** The exchange itself expires every open order of a symbol (`EXCHANGE_CANCELED`). */
  expireOpenOrders(symbol: string): void {
    this.run((state) => expireOpenOrders(state, state.market(symbol)));
  }

  // Orders. A command that is refused throws a `Refusal`.

  placeOrder(accountId: number, order: t.NewOrder): t.OrderResult {
    return this.run((state) => placeOrder(state, accountId, order));
  }

  /** Every check of `placeOrder` up to the engine, and no effect. */
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

  /** A list's order cancels its whole list; the answer is then the list's. */
  cancelOrder(accountId: number, cancel: t.CancelOrder): t.CancelResult | t.CancelListResult {
    return this.run((state) => cancelOrder(state, accountId, cancel));
  }

  /** @throws -2011 when nothing is open. */
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

  /** Adds to the unfilled order count without an order: a request refused by the second check of its time. */
  chargeUnfilledOrders(accountId: number, count: number): void {
    this.run((state) => state.account(accountId).counts.add(count, state.time));
  }

  // The whole state.

  /** The whole state as JSON values. */
  exportState(): unknown {
    return exportState(this.state);
  }

  /** Replaces everything by an exported state; options and listeners stay. */
  importState(exported: unknown): void {
    importState(this.state, exported);
  }

  /** Runs one command: its own matching, then what that sets off, then the account events. */
  private run<T>(command: (state: EngineState) => T): T {
    if (this.isBusy) throw new Error('a listener of the engine must not call a command');
    const { state } = this;
    this.isBusy = true;
    state.time = state.now();
    try {
      return command(state);
    } finally {
      runFollowUps(state);
      emitAccounts(state);
      this.isBusy = false;
      state.throwListenerError();
    }
  }

  private announce(info: t.SymbolInfo): t.SymbolInfo {
    const { state } = this;
    if (state.hasListeners) state.emit({ type: 'SYMBOL', symbol: info, time: state.time });
    return info;
  }
}
