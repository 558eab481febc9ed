import type { Amount } from '../amount.js';
import type { Account, AssetFilter, Balance, CommissionRates } from '../types.js';
import type { OrderCounts } from './counts.js';
import type { Market } from './market.js';
import type { Seat } from './seat.js';

/** What an account has of one asset. */
export class BalanceState implements Balance {
  readonly asset: string;
  free: Amount = 0n;
  locked: Amount = 0n;
  /** Locked from outside; part of `locked`. */
  external: Amount = 0n;
  /** Whether the current command has it on its account event already. */
  touched = false;

  constructor(asset: string) {
    this.asset = asset;
  }
}

/** An account with its balances and its places in the markets. */
export class AccountState implements Account {
  readonly id: number;
  tradeGroupId = -1;
  permissions: readonly string[] = ['SPOT'];
  canTrade = true;
  canWithdraw = true;
  canDeposit = true;
  requireSelfTradePrevention = false;
  preventSor = false;
  readonly house: boolean;
  updateTime: number;

  readonly counts: OrderCounts;
  readonly balances: Map<string, BalanceState> = new Map();
  readonly seats: Map<Market, Seat> = new Map();
  assetFilters: readonly AssetFilter[] = [];
  /** Rates by symbol, where they are not the symbol's own. */
  readonly commission: Map<string, CommissionRates> = new Map();
  /** Balances that the current command touched. */
  readonly touched: BalanceState[] = [];

  constructor(id: number, house: boolean, counts: OrderCounts, time: number) {
    this.id = id;
    this.house = house;
    this.counts = counts;
    this.updateTime = time;
  }

  balance(asset: string): BalanceState {
    let found = this.balances.get(asset);
    if (!found) {
      found = new BalanceState(asset);
      this.balances.set(asset, found);
    }
    return found;
  }
}

/** Every account, and which of them the current command has touched. */
export class Ledger {
  readonly accounts: Map<number, AccountState> = new Map();
  /** Commissions that were paid, by asset. */
  readonly fees: Map<string, Amount> = new Map();
  readonly touched: AccountState[] = [];

  /** Marks a balance for the account event at the end of the command. */
  touch(account: AccountState, balance: BalanceState): void {
    if (balance.touched) return;
    balance.touched = true;
    if (account.touched.length === 0) this.touched.push(account);
    account.touched.push(balance);
  }

  /** Moves from free to locked; negative moves back. The caller has checked that there is enough. */
  lock(account: AccountState, balance: BalanceState, amount: Amount): void {
    if (amount === 0n) return;
    balance.free -= amount;
    balance.locked += amount;
    this.touch(account, balance);
  }

  collectFee(asset: string, amount: Amount): void {
    this.fees.set(asset, (this.fees.get(asset) ?? 0n) + amount);
  }
}
