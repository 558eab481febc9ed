import type { Account, AssetFilter, CommissionRates } from '../types/index.js';
import { BalanceState } from './balance.js';
import type { UnfilledOrderCounts } from './unfilled-order-counts.js';

/** An account: its settings, balances and limits. Its orders and trades are in `MarketAccount`, one for each market. */
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

  readonly counts: UnfilledOrderCounts;
  readonly balances: Map<string, BalanceState> = new Map();
  assetFilters: readonly AssetFilter[] = [];
  /**
   * The account's own commission rates, by symbol. On a symbol that is missing here, the account pays the rates of the
   * symbol.
   */
  readonly commission: Map<string, CommissionRates> = new Map();
  /** The balances that the current command has changed. */
  readonly touched: BalanceState[] = [];

  constructor(id: number, house: boolean, counts: UnfilledOrderCounts, time: number) {
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
