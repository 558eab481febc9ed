import type { SymbolStatusFilter } from '../enums.js';
import type { Method, Operation } from '../operation.js';

/** Whose order book to give, and how deep. */
export type OrderBookParams = {
  symbol: string;
  /** Levels per side, 1 to 5000. @default 100 */
  limit?: number | undefined;
  /** Refuses with -1220 while the symbol has another status. */
  symbolStatus?: SymbolStatusFilter | undefined;
};

/** A price and the quantity offered there. */
export type PriceLevel = [price: string, quantity: string];

/** Levels are `[price, quantity]`, best first. */
export type OrderBook = {
  /** Id of the last update in this snapshot; continue a diff stream from it. */
  lastUpdateId: number;
  bids: PriceLevel[];
  asks: PriceLevel[];
};

/**
 * Order book snapshot: levels are `[price, quantity]`, best first.
 *
 * Weight 5 to 250 by `limit`. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book
 */
export const getOrderBook: Operation<Method<OrderBookParams, OrderBook>> = {
  rest: 'GET /api/v3/depth',
  ws: 'depth',
  security: 'NONE',
  weight: ({ limit = 100 }) => (limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250),
};
