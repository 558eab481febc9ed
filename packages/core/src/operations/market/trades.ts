import type { Method, Operation } from '../operation.js';

/** Whose newest trades to give, and how many. */
export type RecentTradesParams = {
  symbol: string;
  /** 1 to 1000. @default 500 */
  limit?: number | undefined;
};

/** Whose trades to give, and from which on. */
export type HistoricalTradesParams = {
  symbol: string;
  /** 1 to 1000. @default 500 */
  limit?: number | undefined;
  /** Id of the first trade of the answer; the newest trades when left out. */
  fromId?: number | undefined;
};

/** Whose block trades to give, and from which on. */
export type HistoricalBlockTradesParams = {
  symbol: string;
  /** Id of the first block trade of the answer. */
  fromId: number;
  /** 1 to 1000. @default 500 */
  limit?: number | undefined;
};

/** Either from an id, or in a span of time; the newest without either. */
export type AggregateTradesParams = {
  symbol: string;
  /** 1 to 1000. @default 500 */
  limit?: number | undefined;
} & (
  | {
      /** Id of the first aggregate trade of the answer. */
      fromId: number;
      startTime?: undefined;
      endTime?: undefined;
    }
  | {
      fromId?: undefined;
      /** Trades at or after this time. */
      startTime?: number | undefined;
      /** Trades at or before this time. */
      endTime?: number | undefined;
    }
);

/** One trade of the market. */
export type Trade = {
  id: number;
  price: string;
  /** In the base asset. */
  qty: string;
  quoteQty: string;
  time: number;
  /** The buyer's order stood in the book: the taker sold. */
  isBuyerMaker: boolean;
  isBestMatch: boolean;
};

/** A trade agreed outside the order book. */
export type BlockTrade = {
  id: number;
  price: string;
  /** In the base asset. */
  qty: string;
  quoteQty: string;
  time: number;
  isBuyerMaker: boolean;
};

/** The trades of one taker order at one price and one time, added up. */
export type AggregateTrade = {
  /** Aggregate trade id. */
  a: number;
  /** Price. */
  p: string;
  /** Quantity in the base asset. */
  q: string;
  /** Id of the first trade. */
  f: number;
  /** Id of the last trade. */
  l: number;
  /** Time. */
  T: number;
  /** The buyer's order stood in the book: the taker sold. */
  m: boolean;
  /** It was the best price match. */
  M: boolean;
};

/**
 * The newest trades, oldest first.
 *
 * Weight 25. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#recent-trades-list
 */
export const getRecentTrades: Operation<Method<RecentTradesParams, Trade[]>> = {
  rest: 'GET /api/v3/trades',
  ws: 'trades.recent',
  security: 'NONE',
  weight: 25,
};

/**
 * Trades from an id on, or the newest, oldest first.
 *
 * Weight 25. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#old-trade-lookup
 */
export const getHistoricalTrades: Operation<Method<HistoricalTradesParams, Trade[]>> = {
  rest: 'GET /api/v3/historicalTrades',
  ws: 'trades.historical',
  security: 'NONE',
  weight: 25,
};

/**
 * Block trades from an id on, oldest first.
 *
 * Weight 25. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#historical-block-trades
 */
export const getHistoricalBlockTrades: Operation<Method<HistoricalBlockTradesParams, BlockTrade[]>> = {
  rest: 'GET /api/v3/historicalBlockTrades',
  ws: 'blockTrades.historical',
  security: 'NONE',
  weight: 25,
};

/**
 * Trades added up per taker order and price, oldest first; without id or times the newest. `iterateAggregateTrades`
 * pages through them.
 *
 * Weight 4. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#compressedaggregate-trades-list
 */
export const getAggregateTrades: Operation<Method<AggregateTradesParams, AggregateTrade[]>> = {
  rest: 'GET /api/v3/aggTrades',
  ws: 'trades.aggregate',
  security: 'NONE',
  weight: 4,
};
