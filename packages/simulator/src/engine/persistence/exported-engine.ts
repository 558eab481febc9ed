import type { AccountState } from '../model/account.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveList, LiveMarket, LiveOrder } from '../model/live-order.js';
import type { Amount } from '../types/amount.js';
import type { AssetFilter, CommissionRates, NewOrderList, Order, SymbolInfo } from '../types/index.js';

/** Names the version of the format. An import refuses every other version. */
export const FORMAT = 'engine-2';

/** The fields of an order that its public record does not have. */
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

/** The plain fields of a market. */
export const MARKET_FIELDS = [
  'lastPrice',
  'nextOrderId',
  'nextTradeId',
  'updateId',
  'nextExecutionId',
  'nextPreventedMatchId',
  'nextAllocationId',
] as const;

/** The plain fields of an account. */
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

/** The records of an account in one market. */
export const RECORDS = ['fills', 'allocations', 'preventedMatches', 'amendments'] as const;

/** The state of an engine. Orders, lists and accounts refer to each other by id. */
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
  /** Ids in the order of the book: level by level, and by arrival within a level. */
  bids: number[];
  asks: number[];
  trailing: number[];
  trades: LiveMarket['trades'];
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
