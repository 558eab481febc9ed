import { defaultMatchingAssumptions, type MatchingAssumptions } from '../../assumptions/assumptions.js';
import { refusal } from '../../refusals/refusal.js';
import { completeSymbol } from '../settings/complete-symbol.js';
import type { EngineOptions } from '../settings/engine-options.js';
import { defaultHistory, type HistoryLimits } from '../settings/history-limits.js';
import type { Amount } from '../types/amount.js';
import type {
  EngineEvent,
  EngineListener,
  ExchangeFilter,
  NewAccount,
  OrderLimit,
  SorSpec,
  SymbolSpec,
} from '../types/index.js';
import { AccountState } from './account.js';
import { ClientOrderIds } from './client-order-ids.js';
import { compileRates } from './commission.js';
import { Ledger } from './ledger.js';
import { noteListenerError } from './listener-errors.js';
import { type LiveList, type LiveMarket, type LiveOrder, MarketAccount } from './live-order.js';
import { Market } from './market.js';
import { UnfilledOrderCounts } from './unfilled-order-counts.js';

/** Id of the exchange's own account that trades for an SOR order in markets other than the order's own market. */
export const SOR_ACCOUNT = 0;

/**
 * An order that a trade has triggered, or an order list whose pending orders a trade has activated. These orders start
 * when the present matching has ended.
 */
export type FollowUp =
  | { readonly kind: 'TRIGGERED'; readonly order: LiveOrder }
  | { readonly kind: 'ACTIVATED'; readonly list: LiveList };

/** The complete state of an engine. */
export class EngineState {
  readonly assumptions: MatchingAssumptions;
  readonly history: HistoryLimits;
  readonly markets: Map<string, LiveMarket> = new Map();
  readonly ledger: Ledger = new Ledger();
  /** Order lists by id. */
  readonly lists: Map<number, LiveList> = new Map();
  exchangeFilters: readonly ExchangeFilter[];
  readonly sors: readonly SorSpec[];
  readonly orderLimits: readonly OrderLimit[];
  readonly clientOrderIds: ClientOrderIds;
  listeners: readonly EngineListener[] = [];
  /** Errors that listeners have thrown during the current command. */
  readonly failures: unknown[] = [];
  readonly followUps: FollowUp[] = [];
  /**
   * The exchange's time at which the current command began, in µs since the epoch. The command uses this time wherever
   * it needs the present time.
   */
  time = 0;
  nextListId = 0;
  nextAccountId: number = SOR_ACCOUNT;
  nextSequence = 1;

  private readonly marketAccounts: Map<AccountState, Map<LiveMarket, MarketAccount>> = new Map();
  private readonly clock: () => number;

  constructor(options: EngineOptions) {
    this.assumptions = { ...defaultMatchingAssumptions, ...options.assumptions };
    this.history = { ...defaultHistory, ...options.history };
    this.exchangeFilters = options.exchangeFilters ?? [];
    this.sors = options.sors ?? [];
    this.orderLimits = options.orderLimits ?? [
      { interval: 'SECOND', intervalNum: 10, limit: 100 },
      { interval: 'DAY', intervalNum: 1, limit: 200_000 },
    ];
    this.clock = options.now;
    this.clientOrderIds = new ClientOrderIds(options.random.bytes(16));
    this.time = this.clock();
    for (const spec of options.symbols) this.addMarket(spec);
    this.addAccount({ house: true });
  }

  now(): number {
    return this.clock();
  }

  get hasListeners(): boolean {
    return this.listeners.length > 0;
  }

  emit(event: EngineEvent): void {
    const { listeners } = this;
    for (let index = 0; index < listeners.length; index += 1) {
      try {
        listeners[index]?.(event);
      } catch (error) {
        noteListenerError(error);
        this.failures.push(error);
      }
    }
  }

  /** Throws the first error that a listener has thrown, if there is one. Called after the command is complete. */
  throwListenerError(): void {
    const { failures } = this;
    if (failures.length > 0) throw failures.splice(0)[0];
  }

  /** Returns the market of a symbol. @throws {Refusal} UNKNOWN_SYMBOL */
  market(symbol: string): LiveMarket {
    const market = this.markets.get(symbol);
    if (!market) throw refusal('UNKNOWN_SYMBOL');
    return market;
  }

  account(id: number): AccountState {
    const account = this.ledger.accounts.get(id);
    if (!account) throw new RangeError(`account: expected the id of an account, got ${id}`);
    return account;
  }

  marketAccount(accountId: number, symbol: string): MarketAccount {
    return this.marketAccountOf(this.account(accountId), this.market(symbol));
  }

  marketAccountOf(account: AccountState, market: LiveMarket): MarketAccount {
    let ofAccount = this.marketAccounts.get(account);
    if (!ofAccount) {
      ofAccount = new Map();
      this.marketAccounts.set(account, ofAccount);
    }
    let owner = ofAccount.get(market);
    if (!owner) {
      const rates = account.commission.get(market.info.symbol) ?? market.info.commission;
      owner = new MarketAccount(account, market, compileRates(rates, this.assumptions));
      ofAccount.set(market, owner);
    }
    return owner;
  }

  /** Returns all `MarketAccount` objects of an account: one for each market that the account has used. */
  marketAccountsOf(account: AccountState): Iterable<MarketAccount> {
    return this.marketAccounts.get(account)?.values() ?? [];
  }

  addMarket(spec: SymbolSpec): LiveMarket {
    const market = new Market<LiveOrder>(completeSymbol(spec), this.assumptions);
    this.markets.set(spec.symbol, market);
    return market;
  }

  addAccount(options: NewAccount): AccountState {
    const id = this.nextAccountId;
    this.nextAccountId += 1;
    const account = new AccountState(id, options.house ?? false, new UnfilledOrderCounts(this.orderLimits), this.time);
    account.tradeGroupId = options.tradeGroupId ?? -1;
    account.permissions = options.permissions ?? ['SPOT'];
    account.canTrade = options.canTrade ?? true;
    account.canWithdraw = options.canWithdraw ?? true;
    account.canDeposit = options.canDeposit ?? true;
    account.requireSelfTradePrevention = options.requireSelfTradePrevention ?? false;
    account.preventSor = options.preventSor ?? false;
    this.ledger.accounts.set(id, account);
    return account;
  }

  /** Replaces all accounts with those of an imported state. */
  replaceAccounts(accounts: readonly AccountState[]): void {
    this.ledger.accounts.clear();
    this.marketAccounts.clear();
    for (const account of accounts) this.ledger.accounts.set(account.id, account);
  }

  lastPrice(base: string, quote: string): Amount | undefined {
    return this.markets.get(base + quote)?.lastPrice;
  }
}
