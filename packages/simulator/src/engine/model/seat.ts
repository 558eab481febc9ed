import type { Amendment, Fill, PreventedMatch } from '../types.js';
import type { CompiledRates } from './commission.js';
import type { AccountState, BalanceState } from './ledger.js';
import type { LiveList } from './live-list.js';
import type { LiveOrder } from './live-order.js';
import type { Market } from './market.js';

/** One account's place in one market: its balances there, its orders and what came of them. */
export class Seat {
  readonly account: AccountState;
  readonly market: Market;
  readonly base: BalanceState;
  readonly quote: BalanceState;
  rates: CompiledRates;

  /** In order of id: what is open, and of what is closed as many as are kept. */
  orders: LiveOrder[] = [];
  readonly open: Set<LiveOrder> = new Set();
  readonly openLists: Set<LiveList> = new Set();
  /** The latest order of each client id. */
  readonly byClientId: Map<string, LiveOrder> = new Map();
  openContingent = 0;
  openIcebergs = 0;

  readonly fills: Fill[] = [];
  readonly allocations: Fill[] = [];
  readonly preventedMatches: PreventedMatch[] = [];
  readonly amendments: Amendment[] = [];

  constructor(account: AccountState, market: Market, rates: CompiledRates) {
    this.account = account;
    this.market = market;
    this.base = account.balance(market.info.baseAsset);
    this.quote = account.balance(market.info.quoteAsset);
    this.rates = rates;
  }

  opened(order: LiveOrder): void {
    this.open.add(order);
    if (order.isContingent) this.openContingent += 1;
    if (order.icebergQty > 0n) this.openIcebergs += 1;
  }

  closed(order: LiveOrder): void {
    if (!this.open.delete(order)) return;
    if (order.isContingent) this.openContingent -= 1;
    if (order.icebergQty > 0n) this.openIcebergs -= 1;
  }
}
