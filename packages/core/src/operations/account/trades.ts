import type { AllocationType, Open, SelfTradePreventionMode } from '../enums/index.js';
import type { Method, Operation } from '../operation.js';

/** Selects the account's trades by time span, id or order. */
type TradeSelection =
  | {
      /** Start of the span, in ms since the epoch. */
      startTime?: number | undefined;
      /** End of the span, in ms since the epoch, at most 24 hours after `startTime`. */
      endTime?: number | undefined;
      fromId?: undefined;
      orderId?: undefined;
    }
  | {
      startTime?: undefined;
      endTime?: undefined;
      /** Returns trades with this id or a higher one. */
      fromId?: number | undefined;
      /** Returns trades of this order only. */
      orderId?: number | undefined;
    };

/** Selects the account's trades on one symbol. Without a time span, id or order, the newest trades are returned. */
export type MyTradesParams = {
  /** The symbol. */
  symbol: string;
  /** The most trades to return, 1 to 1000. @default 500 */
  limit?: number | undefined;
} & TradeSelection;

/** A trade of the account. */
export type MyTrade = {
  /** The symbol. */
  symbol: string;
  /** Id of the trade. */
  id: number;
  /** The exchange's id of the account's order. */
  orderId: number;
  /** The exchange's id of the order's list, or -1 if the order is in no list. */
  orderListId: number;
  /** Price of the trade. */
  price: string;
  /** Quantity of the trade, in the base asset. */
  qty: string;
  /** Price times quantity, in the quote asset. */
  quoteQty: string;
  /** Commission that the account paid, in `commissionAsset`. */
  commission: string;
  /** Asset of the commission. Absent if the exchange does not state it. */
  commissionAsset?: string;
  /** Time of the trade, in ms since the epoch. */
  time: number;
  /** Whether the account bought. */
  isBuyer: boolean;
  /** Whether the account was the maker. */
  isMaker: boolean;
  /** Whether the trade was the best price match. */
  isBestMatch: boolean;
};

/** Selects one prevented match by its id, or the prevented matches of an order. */
export type PreventedMatchesParams = {
  /** The symbol. */
  symbol: string;
} & (
  | {
      /** Id of the prevented match. */
      preventedMatchId: number;
      orderId?: undefined;
      fromPreventedMatchId?: undefined;
      limit?: undefined;
    }
  | {
      preventedMatchId?: undefined;
      /** The exchange's id of the order. */
      orderId: number;
      /** Returns prevented matches with this id or a higher one. */
      fromPreventedMatchId?: number | undefined;
      /** The most prevented matches to return, 1 to 1000. @default 500 */
      limit?: number | undefined;
    }
);

/** A match between two orders that did not trade because of self-trade prevention. */
export type PreventedMatch = {
  /** The symbol. */
  symbol: string;
  /** Id of the prevented match. */
  preventedMatchId: number;
  /** The exchange's id of the taker's order. */
  takerOrderId: number;
  /** Symbol of the maker's order. Absent on old prevented matches. */
  makerSymbol?: string;
  /** The exchange's id of the maker's order. */
  makerOrderId: number;
  /** Id of the group of accounts between which the exchange prevents self-trades, or -1 if the account is in none. */
  tradeGroupId: number;
  /** The self-trade prevention mode that applied. */
  selfTradePreventionMode: SelfTradePreventionMode;
  /** Price of the match. */
  price: string;
  /** Quantity of the maker's order that expired, in the base asset. Absent if none did. */
  makerPreventedQuantity?: string;
  /** Quantity of the taker's order that expired, in the base asset. Absent if none did. */
  takerPreventedQuantity?: string;
  /** Time of the match, in ms since the epoch. */
  transactTime: number;
};

/** Selects the account's allocations on one symbol by time span, id or order. */
export type AllocationsParams = {
  /** The symbol. */
  symbol: string;
  /** The most allocations to return, 1 to 1000. @default 500 */
  limit?: number | undefined;
} & (
  | {
      /** Start of the span, in ms since the epoch. */
      startTime?: number | undefined;
      /** End of the span, in ms since the epoch, at most 24 hours after `startTime`. */
      endTime?: number | undefined;
      fromAllocationId?: undefined;
      orderId?: undefined;
    }
  | {
      startTime?: undefined;
      endTime?: undefined;
      /** Returns allocations with this id or a higher one. */
      fromAllocationId?: number | undefined;
      /** Returns allocations of this order only. */
      orderId?: number | undefined;
    }
);

/** A fill that smart order routing allocated to an order of the account. */
export type Allocation = {
  /** The symbol. */
  symbol: string;
  /** Id of the allocation. */
  allocationId: number;
  /** Kind of the allocation. */
  allocationType: Open<AllocationType>;
  /** The exchange's id of the order. */
  orderId: number;
  /** The exchange's id of the order's list, or -1 if the order is in no list. */
  orderListId: number;
  /** Symbol of the trade or allocation that this allocation comes from. Absent if the exchange does not state it. */
  sourceSymbol?: string;
  /** Id of the trade that this allocation comes from. Absent if the exchange does not state it. */
  sourceTradeId?: number;
  /** Id of the allocation that this allocation comes from. Absent if the exchange does not state it. */
  sourceAllocationId?: number;
  /** Price of the fill. */
  price: string;
  /** Quantity of the fill, in the base asset. */
  qty: string;
  /** Price times quantity, in the quote asset. */
  quoteQty: string;
  /** Commission that the account paid, in `commissionAsset`. Absent if the exchange does not state it. */
  commission?: string;
  /** Asset of the commission. Absent if the exchange does not state it. */
  commissionAsset?: string;
  /** Time of the allocation, in ms since the epoch. */
  time: number;
  /** Whether the account bought. */
  isBuyer: boolean;
  /** Whether the account was the maker. */
  isMaker: boolean;
  /** Whether this account allocated the fill. */
  isAllocator: boolean;
};

/**
 * Returns trades of the account on a symbol, oldest first. Without a time span, id or order, the newest trades are
 * returned. `iterateMyTrades` pages through longer spans.
 *
 * Weight 5 with `orderId`, otherwise 20. Needs an API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown, -1127 if the span is longer than 24 hours.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#account-trade-list-user_data
 */
export const getMyTrades: Operation<Method<MyTradesParams, MyTrade[]>> = {
  rest: 'GET /api/v3/myTrades',
  ws: 'myTrades',
  security: 'USER_DATA',
  weight: ({ orderId }) => (orderId === undefined ? 20 : 5),
  needs: ['symbol'],
  effect: 'read',
  shape: [{ id: 'id' }],
};

/**
 * Returns matches that did not trade because of self-trade prevention: one match by its id, or the matches of an order.
 *
 * Weight 2 with `preventedMatchId`, otherwise 20. Needs an API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-prevented-matches-user_data
 */
export const getPreventedMatches: Operation<Method<PreventedMatchesParams, PreventedMatch[]>> = {
  rest: 'GET /api/v3/myPreventedMatches',
  ws: 'myPreventedMatches',
  security: 'USER_DATA',
  weight: ({ preventedMatchId }) => (preventedMatchId === undefined ? 20 : 2),
  needs: ['symbol', 'preventedMatchId|orderId'],
  effect: 'read',
  shape: [{}],
};

/**
 * Returns fills that smart order routing allocated to the account's orders, oldest first.
 *
 * Weight 20. Needs an API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown, -1127 if the span is longer than 24 hours.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-allocations-user_data
 */
export const getAllocations: Operation<Method<AllocationsParams, Allocation[]>> = {
  rest: 'GET /api/v3/myAllocations',
  ws: 'myAllocations',
  security: 'USER_DATA',
  weight: 20,
  needs: ['symbol'],
  effect: 'read',
  shape: [{ allocationId: 'id' }],
};
