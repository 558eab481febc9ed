import type { SymbolStatusFilter, TickerType, WindowSize } from '../enums.js';
import type { CallOptions, Operation } from '../operation.js';
import type { ManySymbolsParams, OneSymbolParams } from './prices.js';

/** Open, high, low, last price and volumes of a span of time. */
export type MiniTicker = {
  symbol: string;
  openPrice: string;
  highPrice: string;
  lowPrice: string;
  lastPrice: string;
  /** In the base asset. */
  volume: string;
  quoteVolume: string;
  openTime: number;
  closeTime: number;
  /** Id of the first trade; -1 when there was none. */
  firstId: number;
  /** Id of the last trade; -1 when there was none. */
  lastId: number;
  /** Number of trades. */
  count: number;
};

/** Price statistics of a span of time. */
export type WindowTicker = MiniTicker & {
  priceChange: string;
  priceChangePercent: string;
  weightedAvgPrice: string;
};

/** Price statistics of the last 24 hours with the best prices. */
export type Ticker = WindowTicker & {
  prevClosePrice: string;
  lastQty: string;
  bidPrice: string;
  bidQty: string;
  askPrice: string;
  askQty: string;
};

/** The symbols to ask for, up to 100. */
export type NamedSymbolsParams = {
  symbols: readonly string[];
  /** Leaves out the symbols with another status. */
  symbolStatus?: SymbolStatusFilter | undefined;
};

/** When the trading day begins. */
export type TradingDayParams = {
  /** Offset by which days begin: `8`, `-1:00`, `05:45`; -12:00 to +14:00. @default '0' */
  timeZone?: string | undefined;
};

/** How long the window is. */
export type RollingParams = {
  /** `1m` to `59m`, `1h` to `23h`, `1d` to `7d`. @default '1d' */
  windowSize?: WindowSize | undefined;
};

type Full = {
  /** `MINI` leaves out changes, averages and best prices. @default 'FULL' */
  type?: 'FULL' | undefined;
};
type Mini = { type: 'MINI' };
type Either = { type?: TickerType | undefined };

/** Statistics of one symbol; the answer follows `type`. */
export type OneTicker<P, R> = {
  /**
   * Price statistics of one symbol.
   *
   * Weight 2 for 24 hours, 4 for the trading day and for a rolling window. Needs no key.
   *
   * @throws {BinanceApiError} -1121 when the symbol is unknown.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
   */
  (params: P & Full, options?: CallOptions): Promise<R>;
  /**
   * Open, high, low, last price and volumes of one symbol.
   *
   * Weight 2 for 24 hours, 4 for the trading day and for a rolling window. Needs no key.
   *
   * @throws {BinanceApiError} -1121 when the symbol is unknown.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
   */
  (params: P & Mini, options?: CallOptions): Promise<MiniTicker>;
  /**
   * Price statistics of one symbol, as full as `type` asks for.
   *
   * Weight 2 for 24 hours, 4 for the trading day and for a rolling window. Needs no key.
   *
   * @throws {BinanceApiError} -1121 when the symbol is unknown.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
   */
  (params: P & Either, options?: CallOptions): Promise<R | MiniTicker>;
};

/** Statistics of several symbols; the answer follows `type`. */
export type ManyTickers<P, R> = {
  /**
   * Price statistics of several symbols.
   *
   * Weight 4 per symbol, up to 200. Needs no key.
   *
   * @throws {BinanceApiError} -1121 when a symbol is unknown.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
   */
  (params: P & Full, options?: CallOptions): Promise<R[]>;
  /**
   * Open, high, low, last price and volumes of several symbols.
   *
   * Weight 4 per symbol, up to 200. Needs no key.
   *
   * @throws {BinanceApiError} -1121 when a symbol is unknown.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
   */
  (params: P & Mini, options?: CallOptions): Promise<MiniTicker[]>;
  /**
   * Price statistics of several symbols, as full as `type` asks for.
   *
   * Weight 4 per symbol, up to 200. Needs no key.
   *
   * @throws {BinanceApiError} -1121 when a symbol is unknown.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
   */
  (params: P & Either, options?: CallOptions): Promise<R[] | MiniTicker[]>;
};

/** Statistics of several symbols or of all; the answer follows `type`. */
export type AllTickers<P, R> = {
  /**
   * Price statistics of several symbols, or of all.
   *
   * Weight 2 for up to 20 symbols, 40 for up to 100, else 80. Needs no key.
   *
   * @throws {BinanceApiError} -1121 when a symbol is unknown.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
   */
  (params?: P & Full, options?: CallOptions): Promise<R[]>;
  /**
   * Open, high, low, last price and volumes of several symbols, or of all.
   *
   * Weight 2 for up to 20 symbols, 40 for up to 100, else 80. Needs no key.
   *
   * @throws {BinanceApiError} -1121 when a symbol is unknown.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
   */
  (params: P & Mini, options?: CallOptions): Promise<MiniTicker[]>;
  /**
   * Price statistics of several symbols or of all, as full as `type` asks for.
   *
   * Weight 2 for up to 20 symbols, 40 for up to 100, else 80. Needs no key.
   *
   * @throws {BinanceApiError} -1121 when a symbol is unknown.
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
   */
  (params?: P & Either, options?: CallOptions): Promise<R[] | MiniTicker[]>;
};

/**
 * Price statistics of the last 24 hours for one symbol.
 *
 * Weight 2. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#24hr-ticker-price-change-statistics
 */
export const getTicker: Operation<OneTicker<OneSymbolParams, Ticker>> = {
  rest: 'GET /api/v3/ticker/24hr',
  ws: 'ticker.24hr',
  security: 'NONE',
  weight: 2,
};

/**
 * Price statistics of the last 24 hours for several symbols, or for all.
 *
 * Weight 2 for up to 20 symbols, 40 for up to 100, else 80. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#24hr-ticker-price-change-statistics
 */
export const getTickers: Operation<AllTickers<ManySymbolsParams, Ticker>> = {
  rest: 'GET /api/v3/ticker/24hr',
  ws: 'ticker.24hr',
  security: 'NONE',
  weight: ({ symbols }) => (symbols === undefined || symbols.length > 100 ? 80 : symbols.length > 20 ? 40 : 2),
};

/**
 * Price statistics of the trading day so far for one symbol.
 *
 * Weight 4. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#trading-day-ticker
 */
export const getTradingDayTicker: Operation<OneTicker<OneSymbolParams & TradingDayParams, WindowTicker>> = {
  rest: 'GET /api/v3/ticker/tradingDay',
  ws: 'ticker.tradingDay',
  security: 'NONE',
  weight: 4,
};

/**
 * Price statistics of the trading day so far for up to 100 symbols.
 *
 * Weight 4 per symbol, up to 200. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#trading-day-ticker
 */
export const getTradingDayTickers: Operation<ManyTickers<NamedSymbolsParams & TradingDayParams, WindowTicker>> = {
  rest: 'GET /api/v3/ticker/tradingDay',
  ws: 'ticker.tradingDay',
  security: 'NONE',
  weight: ({ symbols }) => Math.min(4 * symbols.length, 200),
};

/**
 * Price statistics of a window of your choice for one symbol. The window starts on a full minute, so it is up to
 * 59999 ms longer than `windowSize`.
 *
 * Weight 4. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#rolling-window-price-change-statistics
 */
export const getRollingTicker: Operation<OneTicker<OneSymbolParams & RollingParams, WindowTicker>> = {
  rest: 'GET /api/v3/ticker',
  ws: 'ticker',
  security: 'NONE',
  weight: 4,
};

/**
 * Price statistics of a window of your choice for up to 100 symbols. The window starts on a full minute, so it is up
 * to 59999 ms longer than `windowSize`.
 *
 * Weight 4 per symbol, up to 200. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#rolling-window-price-change-statistics
 */
export const getRollingTickers: Operation<ManyTickers<NamedSymbolsParams & RollingParams, WindowTicker>> = {
  rest: 'GET /api/v3/ticker',
  ws: 'ticker',
  security: 'NONE',
  weight: ({ symbols }) => Math.min(4 * symbols.length, 200),
};
