import type { AccountState } from '../model/account.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveList, LiveMarket, LiveOrder } from '../model/live-order.js';
import type { Amount } from '../types/amount.js';
import type { AssetFilter, BookLevel, CommissionRates, NewOrderList, Order, SymbolInfo } from '../types/index.js';

/** The version of the format of exported states. The import refuses all other versions. */
export const FORMAT = 'engine-2';

/** The exported fields of an order that the public type `Order` does not have. */
export const ORDER_FIELDS = [
  'phase',
  'remaining',
  'visible',
  'lockPrice',
  'locked',
  'withheld',
  'amendments',
  'isShort',
  'sequence',
  'extreme',
] as const;

/** The fields of a market that are exported without conversion. */
export const MARKET_FIELDS = [
  'lastPrice',
  'nextOrderId',
  'nextTradeId',
  'updateId',
  'nextExecutionId',
  'nextPreventedMatchId',
  'nextAllocationId',
] as const;

/** The fields of an account that are exported without conversion. */
export const ACCOUNT_FIELDS = [
  'tradeGroupId',
  'permissions',
  'canTrade',
  'canWithdraw',
  'canDeposit',
  'requireSelfTradePrevention',
  'preventSor',
  'updateTime',
] as const;

/** The fields of a `MarketAccount` that hold lists of records. */
export const RECORDS = ['fills', 'allocations', 'preventedMatches', 'amendments'] as const;

/** The exported state of an engine. Orders, order lists and accounts refer to each other by id. */
export type ExportedEngine = {
  format: string;
  clientOrderIds: { seed: number[]; drawn: number };
  nextListId: number;
  nextAccountId: number;
  nextSequence: number;
  exchangeFilters: EngineState['exchangeFilters'];
  fees: [string, Amount][];
  markets: ExportedMarket[];
  accounts: ExportedAccount[];
  lists: ExportedList[];
  pairs: ExportedPair[];
};

export type ExportedMarket = {
  info: SymbolInfo;
  fields: Partial<LiveMarket>;
  averagePrice: LiveMarket['averagePrice']['entries'];
  reference: Pick<LiveMarket['reference'], 'isKnown' | 'external' | 'externalTime' | 'buckets'>;
  orders: { order: Order; fields: Partial<LiveOrder> }[];
  /** The book of the market source. Undefined if no market source supplies the book and the trades of this symbol. */
  driven?: ExportedDrivenBook | undefined;
  /** The orders of each side, the worst level first, and within a level the oldest order first. */
  bids: BookEntry[];
  asks: BookEntry[];
  trailing: number[];
  trades: LiveMarket['trades'];
};

/**
 * One order in the book: its id if it belongs to an account, or its price and quantity if it represents a quantity from
 * the book of the market source.
 */
export type BookEntry = number | { readonly price: Amount; readonly quantity: Amount };

export type ExportedDrivenBook = {
  accountId: number;
  impact: boolean;
  isHidden: boolean;
  nextTradeId: number;
  bids: BookLevel[];
  asks: BookLevel[];
  taken: { BUY: BookLevel[]; SELL: BookLevel[] };
};

export type ExportedAccount = {
  id: number;
  house: boolean;
  fields: Partial<AccountState>;
  balances: { asset: string; free: Amount; locked: Amount; external: Amount }[];
  windows: { interval: number; count: number }[];
  commission: [string, CommissionRates][];
  assetFilters: AssetFilter[];
  markets: ExportedMarketAccount[];
};

export type ExportedMarketAccount = { symbol: string; clientOrderIds: [string, number][] } & Record<
  (typeof RECORDS)[number],
  never[]
>;

export type ExportedList = {
  id: number;
  symbol: string;
  kind: NewOrderList['kind'];
  clientOrderId: string;
  orders: number[];
  status: { listStatusType: LiveList['listStatusType']; listOrderStatus: LiveList['listOrderStatus'] };
  transactionTime: number;
};

export type ExportedPair = { symbol: string; above: number; below: number; locked: Amount };
