import type { Method, Operation } from '../operation.js';

/** Selects the newest trades of one symbol. */
export type RecentTradesParams = {
  /** The symbol. */
  symbol: string;
  /** The most trades to return, 1 to 1000. @default 500 */
  limit?: number | undefined;
};

/** Selects trades of one symbol. Without `fromId`, the newest trades are returned. */
export type HistoricalTradesParams = {
  /** The symbol. */
  symbol: string;
  /** The most trades to return, 1 to 1000. @default 500 */
  limit?: number | undefined;
  /** Returns trades with this id or a higher one. */
  fromId?: number | undefined;
};

/** Selects block trades of one symbol. */
export type HistoricalBlockTradesParams = {
  /** The symbol. */
  symbol: string;
  /** Returns block trades with this id or a higher one. */
  fromId: number;
  /** The most block trades to return, 1 to 1000. @default 500 */
  limit?: number | undefined;
};

/** Selects aggregate trades by id or by time. Without an id or times, the newest ones are returned. */
export type AggregateTradesParams = {
  /** The symbol. */
  symbol: string;
  /** The most aggregate trades to return, 1 to 1000. @default 500 */
  limit?: number | undefined;
} & (
  | {
      /** Returns aggregate trades with this id or a higher one. */
      fromId: number;
      startTime?: undefined;
      endTime?: undefined;
    }
  | {
      fromId?: undefined;
      /** Returns trades at or after this time, in ms since the epoch. */
      startTime?: number | undefined;
      /** Returns trades at or before this time, in ms since the epoch. */
      endTime?: number | undefined;
    }
);

/** A trade. */
export type Trade = {
  /** Id of the trade. Ids rise with time. */
  id: number;
  /** Price of the trade. */
  price: string;
  /** Quantity of the trade, in the base asset. */
  qty: string;
  /** Price times quantity, in the quote asset. */
  quoteQty: string;
  /** Time of the trade, in ms since the epoch. */
  time: number;
  /** Whether the buyer was the maker, which means that the taker sold. */
  isBuyerMaker: boolean;
  /** Whether the trade was the best price match. */
  isBestMatch: boolean;
};

/** A trade on which two parties agreed outside the order book. */
export type BlockTrade = {
  /** Id of the block trade. */
  id: number;
  /** Price of the trade. */
  price: string;
  /** Quantity of the trade, in the base asset. */
  qty: string;
  /** Price times quantity, in the quote asset. */
  quoteQty: string;
  /** Time of the trade, in ms since the epoch. */
  time: number;
  /** Whether the buyer was the maker, which means that the taker sold. */
  isBuyerMaker: boolean;
};

/** The trades of one taker order at the same price and time, combined into one row. */
export type AggregateTrade = {
  /** Id of the aggregate trade. */
  a: number;
  /** Price of the trades. */
  p: string;
  /** Total quantity, in the base asset. */
  q: string;
  /** Id of the first trade. */
  f: number;
  /** Id of the last trade. */
  l: number;
  /** Time of the trades, in ms since the epoch. */
  T: number;
  /** Whether the buyer was the maker, which means that the taker sold. */
  m: boolean;
  /** Whether the trade was the best price match. */
  M: boolean;
};

/**
 * Returns the newest trades, oldest first.
 *
 * Weight 25. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#recent-trades-list
 */
export const getRecentTrades: Operation<Method<RecentTradesParams, Trade[]>> = {
  rest: 'GET /api/v3/trades',
  ws: 'trades.recent',
  security: 'NONE',
  weight: 25,
  needs: ['symbol'],
  effect: 'read',
  shape: [{ id: 'id' }],
};

/**
 * Returns trades from an id on, oldest first. Without an id, the newest trades are returned.
 *
 * Weight 25. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#old-trade-lookup
 */
export const getHistoricalTrades: Operation<Method<HistoricalTradesParams, Trade[]>> = {
  rest: 'GET /api/v3/historicalTrades',
  ws: 'trades.historical',
  security: 'NONE',
  weight: 25,
  needs: ['symbol'],
  effect: 'read',
  shape: [{ id: 'id' }],
};

/**
 * Returns block trades from an id on, oldest first.
 *
 * Weight 25. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#historical-block-trades
 */
export const getHistoricalBlockTrades: Operation<Method<HistoricalBlockTradesParams, BlockTrade[]>> = {
  rest: 'GET /api/v3/historicalBlockTrades',
  ws: 'blockTrades.historical',
  security: 'NONE',
  weight: 25,
  needs: ['symbol', 'fromId'],
  effect: 'read',
  shape: [{ id: 'id' }],
};

/**
 * Returns aggregate trades, oldest first. Without an id or times, the newest trades are returned.
 * `iterateAggregateTrades` pages through longer spans.
 *
 * Weight 4. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#compressedaggregate-trades-list
 */
export const getAggregateTrades: Operation<Method<AggregateTradesParams, AggregateTrade[]>> = {
  rest: 'GET /api/v3/aggTrades',
  ws: 'trades.aggregate',
  security: 'NONE',
  weight: 4,
  needs: ['symbol'],
  effect: 'read',
  shape: [{ a: 'id' }],
};
