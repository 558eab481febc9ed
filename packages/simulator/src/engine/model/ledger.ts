import type { Amount } from '../types/index.js';
import type { AccountState } from './account.js';
import type { BalanceState } from './balance.js';

/** All accounts, the commissions that they have paid, and the balances that the current command has changed. */
export class Ledger {
  readonly accounts: Map<number, AccountState> = new Map();
  /** Commissions paid to the exchange, by asset. */
  readonly fees: Map<string, Amount> = new Map();
  /** The accounts with a balance that the current command has changed. */
  readonly touched: AccountState[] = [];

  /** Marks a balance as changed. The account event at the end of the command lists the changed balances. */
  touch(account: AccountState, balance: BalanceState): void {
    if (balance.touched) return;
    balance.touched = true;
    if (account.touched.length === 0) this.touched.push(account);
    account.touched.push(balance);
  }

  /**
   * Moves an amount from the free to the locked balance, or from locked to free if the amount is negative. The caller
   * must have checked that the balance suffices.
   */
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
