import type { Method, Operation } from '../../operation.js';

export type RecentTradesParams = {
  symbol: string;
  /** 1 to 1000. @default 500 */
  limit?: number | undefined;
};

/** One trade of the market. */
export type Trade = {
  id: number;
  price: string;
  qty: string;
  quoteQty: string;
  time: number;
  /** The buyer's order stood in the book: the taker sold. */
  isBuyerMaker: boolean;
  isBestMatch: boolean;
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
