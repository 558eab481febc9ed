import { refusal } from '../refusals/refusal.js';
import type { Amount } from './amount.js';
import { drain } from './drain.js';
import { EngineView } from './engine-view.js';
import { placeOrderList } from './lists/place-list.js';
import { forgetHistory } from './matching/forget.js';
import { reportAccounts } from './matching/reports.js';
import { compileRates, orderCommission } from './model/commission.js';
import { World } from './model/world.js';
import { amendOrder } from './orders/amend.js';
import { cancelOpenOrders, cancelOrder, cancelOrderList } from './orders/cancel.js';
import { cancelReplace } from './orders/cancel-replace.js';
import { expireAll } from './orders/expire-all.js';
import { placeOrder, testOrder } from './orders/place.js';
import { exportState, importState } from './state.js';
import type * as t from './types.js';

/**
 * The matching engine of a simulated exchange: symbols, books, orders, accounts and their history. Pure and synchronous:
 * same options and commands give the same events, and a refused command changes nothing but what its refusal says.
 */
export class Engine extends EngineView {
  constructor(options: t.EngineOptions) {
    super(new World(options));
  }

  /**
   * Calls the listener with every event, synchronously, until the returned function is called. What it throws, the
   * command throws when it is done; a command called by it is such an error.
   */
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
      if (balance.free + delta < 0n) throw refusal('INSUFFICIENT_BALANCE');
      balance.free += delta;
      world.ledger.touch(account, balance);
      if (world.isHeard) world.emit({ type: 'TRANSFER', accountId, asset, delta, time: world.time });
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
    this.run((world) => {
      const account = world.account(accountId);
      const balance = account.balance(asset);
      if (balance.free < delta || balance.external + delta < 0n) throw refusal('INSUFFICIENT_BALANCE');
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

  // Orders. A command that is refused throws a `Refusal`.

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
      world.throwFailure();
    }
  }

  private announce(info: t.SymbolInfo): t.SymbolInfo {
    const { world } = this;
    if (world.isHeard) world.emit({ type: 'SYMBOL', symbol: info, time: world.time });
    return info;
  }
}
