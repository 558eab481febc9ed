import { refusal } from '../../refusals/refusal.js';
import type { Amount } from '../amount.js';
import { type Choices, defaultChoices } from '../choices.js';
import { type HistoryLimits, usualHistory } from '../history.js';
import { completeSymbol } from '../symbol-info.js';
import type {
  EngineEvent,
  EngineListener,
  EngineOptions,
  ExchangeFilter,
  NewAccount,
  OrderLimit,
  SorSpec,
  SymbolSpec,
} from '../types.js';
import { ClientIds } from './client-ids.js';
import { compileRates } from './commission.js';
import { OrderCounts } from './counts.js';
import { AccountState, Ledger } from './ledger.js';
import type { LiveList } from './live-list.js';
import type { LiveOrder } from './live-order.js';
import { Market } from './market.js';
import { Seat } from './seat.js';

/** Id of the account that stands between the books of an SOR order. */
export const SOR_ACCOUNT = 0;

/** What a trade has set off, to be done when the matching at hand is over. */
export type Deferred =
  | { readonly kind: 'TRIGGERED'; readonly order: LiveOrder }
  | { readonly kind: 'ACTIVATED'; readonly list: LiveList };

/** Everything the engine knows, for the functions that work on it. */
export class World {
  readonly choices: Choices;
  readonly history: HistoryLimits;
  readonly markets: Map<string, Market> = new Map();
  readonly ledger: Ledger = new Ledger();
  /** By id. */
  readonly lists: Map<number, LiveList> = new Map();
  exchangeFilters: readonly ExchangeFilter[];
  readonly sors: readonly SorSpec[];
  readonly orderLimits: readonly OrderLimit[];
  readonly clientIds: ClientIds;
  listeners: readonly EngineListener[] = [];
  /** What listeners threw during this command. */
  readonly failures: unknown[] = [];
  readonly deferred: Deferred[] = [];
  /** Time of the current command, in microseconds. */
  time = 0;
  nextListId = 0;
  nextAccountId: number = SOR_ACCOUNT;
  nextSequence = 1;

  private readonly clock: () => number;

  constructor(options: EngineOptions) {
    this.choices = { ...defaultChoices, ...options.choices };
    this.history = { ...usualHistory, ...options.history };
    this.exchangeFilters = options.exchangeFilters ?? [];
    this.sors = options.sors ?? [];
    this.orderLimits = options.orderLimits ?? [
      { interval: 'SECOND', intervalNum: 10, limit: 100 },
      { interval: 'DAY', intervalNum: 1, limit: 200_000 },
    ];
    this.clock = options.now;
    this.clientIds = new ClientIds(options.random.bytes(16));
    this.time = this.clock();
    for (const spec of options.symbols) this.addMarket(spec);
    this.addAccount({ house: true });
  }

  now(): number {
    return this.clock();
  }

  get isHeard(): boolean {
    return this.listeners.length > 0;
  }

  emit(event: EngineEvent): void {
    const { listeners } = this;
    for (let index = 0; index < listeners.length; index += 1) {
      try {
        listeners[index]?.(event);
      } catch (error) {
        this.failures.push(error);
      }
    }
  }

  /** Throws what a listener threw first, now that the command is done whole. */
  throwFailure(): void {
    const { failures } = this;
    if (failures.length > 0) throw failures.splice(0)[0];
  }

  /** @throws -1121 */
  market(symbol: string): Market {
    const market = this.markets.get(symbol);
    if (!market) throw refusal('UNKNOWN_SYMBOL');
    return market;
  }

  account(id: number): AccountState {
    const account = this.ledger.accounts.get(id);
    if (!account) throw new RangeError(`no account ${id}`);
    return account;
  }

  seat(accountId: number, symbol: string): Seat {
    return this.seatOf(this.account(accountId), this.market(symbol));
  }

  seatOf(account: AccountState, market: Market): Seat {
    let seat = account.seats.get(market);
    if (!seat) {
      const rates = account.commission.get(market.info.symbol) ?? market.info.commission;
      seat = new Seat(account, market, compileRates(rates, this.choices));
      account.seats.set(market, seat);
    }
    return seat;
  }

  addMarket(spec: SymbolSpec): Market {
    const market = new Market(completeSymbol(spec), this.choices);
    this.markets.set(spec.symbol, market);
    return market;
  }

  addAccount(options: NewAccount): AccountState {
    const id = this.nextAccountId;
    this.nextAccountId += 1;
    const account = new AccountState(id, options.house ?? false, new OrderCounts(this.orderLimits), this.time);
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

  lastPrice(base: string, quote: string): Amount | undefined {
    return this.markets.get(base + quote)?.lastPrice;
  }
}
