import type { SymbolStatusFilter } from '../enums.js';
import type { Method, Operation } from '../operation.js';

/** A symbol. */
export type SymbolParams = { symbol: string };

/** A symbol, which may be asked for in one status only. */
export type OneSymbolParams = {
  symbol: string;
  /** Refuses with -1220 while the symbol has another status. */
  symbolStatus?: SymbolStatusFilter | undefined;
};

/** Several symbols or all, which may be narrowed to one status. */
export type ManySymbolsParams = {
  /** All symbols when left out. */
  symbols?: readonly string[] | undefined;
  /** Leaves out the symbols with another status. */
  symbolStatus?: SymbolStatusFilter | undefined;
};

/** An average of the trades of the last minutes. */
export type AveragePrice = {
  mins: number;
  price: string;
  /** Time of the last trade in it. */
  closeTime: number;
};

/** The last price of a symbol. */
export type SymbolPrice = { symbol: string; price: string };

/** The best prices of a symbol and what is offered there. */
export type BookTicker = {
  symbol: string;
  bidPrice: string;
  bidQty: string;
  askPrice: string;
  askQty: string;
};

/**
 * The average price of the last minutes.
 *
 * Weight 2. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#current-average-price
 */
export const getAveragePrice: Operation<Method<SymbolParams, AveragePrice>> = {
  rest: 'GET /api/v3/avgPrice',
  ws: 'avgPrice',
  security: 'NONE',
  weight: 2,
};

/**
 * The last price of one symbol.
 *
 * Weight 2. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-price-ticker
 */
export const getSymbolTicker: Operation<Method<OneSymbolParams, SymbolPrice>> = {
  rest: 'GET /api/v3/ticker/price',
  ws: 'ticker.price',
  security: 'NONE',
  weight: 2,
};

/**
 * The last prices of several symbols, or of all.
 *
 * Weight 4. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-price-ticker
 */
export const getAllTickers: Operation<Method<ManySymbolsParams, SymbolPrice[]>> = {
  rest: 'GET /api/v3/ticker/price',
  ws: 'ticker.price',
  security: 'NONE',
  weight: 4,
};

/**
 * The best bid and ask of one symbol.
 *
 * Weight 2. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-order-book-ticker
 */
export const getOrderbookTicker: Operation<Method<OneSymbolParams, BookTicker>> = {
  rest: 'GET /api/v3/ticker/bookTicker',
  ws: 'ticker.book',
  security: 'NONE',
  weight: 2,
};

/**
 * The best bids and asks of several symbols, or of all.
 *
 * Weight 4. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-order-book-ticker
 */
export const getOrderbookTickers: Operation<Method<ManySymbolsParams, BookTicker[]>> = {
  rest: 'GET /api/v3/ticker/bookTicker',
  ws: 'ticker.book',
  security: 'NONE',
  weight: 4,
};
