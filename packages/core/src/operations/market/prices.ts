import type { SymbolStatusFilter } from '../enums/index.js';
import type { Method, Operation } from '../operation.js';

/** Selects one symbol. */
export type SymbolParams = {
  /** The symbol, such as `BNBBTC`. */
  symbol: string;
};

/** Selects one symbol, optionally only while it has a given status. */
export type OneSymbolParams = {
  /** The symbol. */
  symbol: string;
  /** The exchange refuses the call with -1220 if the symbol's status differs from this one. */
  symbolStatus?: SymbolStatusFilter | undefined;
};

/** Selects several symbols or all symbols, optionally only those with a given status. */
export type ManySymbolsParams = {
  /** The symbols. @default all symbols */
  symbols?: readonly string[] | undefined;
  /** Omits symbols whose status differs from this one. */
  symbolStatus?: SymbolStatusFilter | undefined;
};

/** The average price of a symbol over the last minutes. */
export type AveragePrice = {
  /** How many minutes of trading the average covers. */
  mins: number;
  /** The average price. */
  price: string;
  /** Time of the last trade in the average, in ms since the epoch. */
  closeTime: number;
};

/** The last price of a symbol. */
export type SymbolPrice = {
  /** The symbol. */
  symbol: string;
  /** Price of the last trade. */
  price: string;
};

/** The best bid and ask of a symbol. */
export type BookTicker = {
  /** The symbol. */
  symbol: string;
  /** Highest price on the buy side. */
  bidPrice: string;
  /** Quantity at `bidPrice`, in the base asset. */
  bidQty: string;
  /** Lowest price on the sell side. */
  askPrice: string;
  /** Quantity at `askPrice`, in the base asset. */
  askQty: string;
};

/**
 * Returns the average price over the last minutes.
 *
 * Weight 2. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#current-average-price
 */
export const getAveragePrice: Operation<Method<SymbolParams, AveragePrice>> = {
  rest: 'GET /api/v3/avgPrice',
  ws: 'avgPrice',
  security: 'NONE',
  weight: 2,
  needs: ['symbol'],
  effect: 'read',
  shape: { price: 'text' },
};

/**
 * Returns the last price of one symbol.
 *
 * Weight 2. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-price-ticker
 */
export const getSymbolTicker: Operation<Method<OneSymbolParams, SymbolPrice>> = {
  rest: 'GET /api/v3/ticker/price',
  ws: 'ticker.price',
  security: 'NONE',
  weight: 2,
  needs: ['symbol'],
  effect: 'read',
  shape: { price: 'text' },
  answers: 'one',
};

/**
 * Returns the last price of several symbols, or of all symbols.
 *
 * Weight 4. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-price-ticker
 */
export const getAllTickers: Operation<Method<ManySymbolsParams, SymbolPrice[]>> = {
  rest: 'GET /api/v3/ticker/price',
  ws: 'ticker.price',
  security: 'NONE',
  weight: 4,
  effect: 'read',
  shape: [{ symbol: 'text' }],
  answers: 'many',
};

/**
 * Returns the best bid and ask of one symbol.
 *
 * Weight 2. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-order-book-ticker
 */
export const getOrderbookTicker: Operation<Method<OneSymbolParams, BookTicker>> = {
  rest: 'GET /api/v3/ticker/bookTicker',
  ws: 'ticker.book',
  security: 'NONE',
  weight: 2,
  needs: ['symbol'],
  effect: 'read',
  shape: { symbol: 'text' },
  answers: 'one',
};

/**
 * Returns the best bid and ask of several symbols, or of all symbols.
 *
 * Weight 4. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#symbol-order-book-ticker
 */
export const getOrderbookTickers: Operation<Method<ManySymbolsParams, BookTicker[]>> = {
  rest: 'GET /api/v3/ticker/bookTicker',
  ws: 'ticker.book',
  security: 'NONE',
  weight: 4,
  effect: 'read',
  shape: [{ symbol: 'text' }],
  answers: 'many',
};
