import type { SymbolStatusFilter } from '../enums/index.js';
import type { Method, Operation } from '../operation.js';

/** Selects the order book of one symbol. */
export type OrderBookParams = {
  /** The symbol. */
  symbol: string;
  /** The most price levels of each side that are returned, 1 to 5000. @default 100 */
  limit?: number | undefined;
  /** The exchange refuses the call with -1220 if the symbol's status differs from this one. */
  symbolStatus?: SymbolStatusFilter | undefined;
};

/** A price level of an order book. The quantity is in the base asset. */
export type PriceLevel = [price: string, quantity: string];

/** A snapshot of an order book. Both sides list the best price first. */
export type OrderBook = {
  /**
   * Id of the last update in this snapshot. To keep the book up to date, apply the events of a diff depth stream with
   * higher ids.
   */
  lastUpdateId: number;
  /** The buy orders: price levels, highest price first. */
  bids: PriceLevel[];
  /** The sell orders: price levels, lowest price first. */
  asks: PriceLevel[];
};

/**
 * Returns a snapshot of the order book. Each level is `[price, quantity]`. Both sides list the best price first.
 *
 * Weight 5 for `limit` up to 100, 25 for `limit` up to 500, 50 for `limit` up to 1000, otherwise 250. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book
 */
export const getOrderBook: Operation<Method<OrderBookParams, OrderBook>> = {
  rest: 'GET /api/v3/depth',
  ws: 'depth',
  security: 'NONE',
  weight: ({ limit = 100 }) => (limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250),
  needs: ['symbol'],
  effect: 'read',
  shape: { lastUpdateId: 'id', bids: 'list', asks: 'list' },
};
