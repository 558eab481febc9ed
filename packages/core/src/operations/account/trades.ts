import type { AllocationType, Open, SelfTradePreventionMode } from '../enums.js';
import type { Method, Operation } from '../operation.js';

type Span =
  | { startTime?: number | undefined; endTime?: number | undefined; fromId?: undefined; orderId?: undefined }
  | { startTime?: undefined; endTime?: undefined; fromId?: number | undefined; orderId?: number | undefined };

/** From an id on, of one order, or in a span of up to 24 hours; the newest trades without any. */
export type MyTradesParams = {
  symbol: string;
  /** 1 to 1000. @default 500 */
  limit?: number | undefined;
} & Span;

/** One trade of the account. */
export type MyTrade = {
  symbol: string;
  id: number;
  orderId: number;
  /** -1 for an order of no list. */
  orderListId: number;
  price: string;
  /** In the base asset. */
  qty: string;
  quoteQty: string;
  commission: string;
  commissionAsset: string;
  time: number;
  isBuyer: boolean;
  isMaker: boolean;
  isBestMatch: boolean;
};

/** One match by its id, or those of an order. */
export type PreventedMatchesParams = { symbol: string } & (
  | { preventedMatchId: number; orderId?: undefined; fromPreventedMatchId?: undefined; limit?: undefined }
  | {
      preventedMatchId?: undefined;
      orderId: number;
      /** Id of the first match of the answer. */
      fromPreventedMatchId?: number | undefined;
      /** 1 to 1000. @default 500 */
      limit?: number | undefined;
    }
);

/** A trade that self trade prevention kept from happening. */
export type PreventedMatch = {
  symbol: string;
  preventedMatchId: number;
  takerOrderId: number;
  makerSymbol: string;
  makerOrderId: number;
  tradeGroupId: number;
  selfTradePreventionMode: Open<SelfTradePreventionMode>;
  price: string;
  /** How much of the maker's order expired; absent where none did. */
  makerPreventedQuantity?: string;
  /** How much of the taker's order expired; absent where none did. */
  takerPreventedQuantity?: string;
  transactTime: number;
};

/** Of one order or all, from an id on, or in a span of up to 24 hours. */
export type AllocationsParams = {
  symbol: string;
  /** 1 to 1000. @default 500 */
  limit?: number | undefined;
} & (
  | { startTime?: number | undefined; endTime?: number | undefined; fromAllocationId?: undefined; orderId?: undefined }
  | {
      startTime?: undefined;
      endTime?: undefined;
      /** Id of the first allocation of the answer. */
      fromAllocationId?: number | undefined;
      orderId?: number | undefined;
    }
);

/** What an order got through smart order routing. */
export type Allocation = {
  symbol: string;
  allocationId: number;
  allocationType: Open<AllocationType>;
  orderId: number;
  /** -1 for an order of no list. */
  orderListId: number;
  price: string;
  qty: string;
  quoteQty: string;
  commission: string;
  commissionAsset: string;
  time: number;
  isBuyer: boolean;
  isMaker: boolean;
  isAllocator: boolean;
};

/**
 * Trades of the account on a symbol, oldest first; without id or times the newest. `iterateMyTrades` pages through them.
 *
 * Weight 20, 5 with `orderId`. Needs a key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown, -1127 when the span is over 24 hours.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#account-trade-list-user_data
 */
export const getMyTrades: Operation<Method<MyTradesParams, MyTrade[]>> = {
  rest: 'GET /api/v3/myTrades',
  ws: 'myTrades',
  security: 'USER_DATA',
  weight: ({ orderId }) => (orderId === undefined ? 20 : 5),
};

/**
 * Trades that self trade prevention kept from happening: one by its id, or those of an order.
 *
 * Weight 2 by `preventedMatchId`, 20 by `orderId`. Needs a key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-prevented-matches-user_data
 */
export const getPreventedMatches: Operation<Method<PreventedMatchesParams, PreventedMatch[]>> = {
  rest: 'GET /api/v3/myPreventedMatches',
  ws: 'myPreventedMatches',
  security: 'USER_DATA',
  weight: ({ preventedMatchId }) => (preventedMatchId === undefined ? 20 : 2),
};

/**
 * What the account's orders got through smart order routing, oldest first.
 *
 * Weight 20. Needs a key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown, -1127 when the span is over 24 hours.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-allocations-user_data
 */
export const getAllocations: Operation<Method<AllocationsParams, Allocation[]>> = {
  rest: 'GET /api/v3/myAllocations',
  ws: 'myAllocations',
  security: 'USER_DATA',
  weight: 20,
};
