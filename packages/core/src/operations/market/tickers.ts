import type { SymbolStatusFilter, TickerType, WindowSize } from '../enums/index.js';
import type { CallOptions, Operation } from '../operation.js';
import type { ManySymbolsParams, OneSymbolParams } from './prices.js';

/** Prices and volumes of a symbol over a span of time. */
export type MiniTicker = {
  /** The symbol. */
  symbol: string;
  /** Price of the first trade in the span. */
  openPrice: string;
  /** Highest price in the span. */
  highPrice: string;
  /** Lowest price in the span. */
  lowPrice: string;
  /** Price of the last trade in the span. */
  lastPrice: string;
  /** Sum of the quantities of the trades, in the base asset. */
  volume: string;
  /** Sum of price times quantity of the trades, in the quote asset. */
  quoteVolume: string;
  /** Start of the span, in ms since the epoch. */
  openTime: number;
  /** End of the span, in ms since the epoch. */
  closeTime: number;
  /** Id of the first trade, or -1 if there was no trade. */
  firstId: number;
  /** Id of the last trade, or -1 if there was no trade. */
  lastId: number;
  /** Number of trades. */
  count: number;
};

/** Prices, price changes and volumes of a symbol over a span of time. */
export type WindowTicker = MiniTicker & {
  /** `lastPrice` minus `openPrice`. */
  priceChange: string;
  /** Price change in percent of `openPrice`. */
  priceChangePercent: string;
  /** Average price, weighted by quantity. */
  weightedAvgPrice: string;
};

/** Prices, price changes and volumes of a symbol over the last 24 hours, with its best bid and ask. */
export type Ticker = WindowTicker & {
  /** Price of the last trade before the 24 hours began. */
  prevClosePrice: string;
  /** Quantity of the last trade, in the base asset. */
  lastQty: string;
  /** Highest price on the buy side. */
  bidPrice: string;
  /** Quantity at `bidPrice`, in the base asset. */
  bidQty: string;
  /** Lowest price on the sell side. */
  askPrice: string;
  /** Quantity at `askPrice`, in the base asset. */
  askQty: string;
};

/** Selects up to 100 symbols by name. */
export type NamedSymbolsParams = {
  /** The symbols, up to 100. */
  symbols: readonly string[];
  /** Omits symbols whose status differs from this one. */
  symbolStatus?: SymbolStatusFilter | undefined;
};

/** Selects when the trading day begins. */
export type TradingDayParams = {
  /**
   * UTC offset at which the day begins, such as `8`, `-1:00` or `05:45`; -12:00 to +14:00.
   * @default '0'
   */
  timeZone?: string | undefined;
};

/** Selects the length of the window. */
export type RollingParams = {
  /** Length of the window: `1m` to `59m`, `1h` to `23h`, `1d` to `7d`. @default '1d' */
  windowSize?: WindowSize | undefined;
};

/** Selects which fields a ticker has. */
export type TickerDetail<T extends TickerType | undefined = TickerType | undefined> = {
  /** `MINI` omits price changes, averages, and the best bid and ask. @default 'FULL' */
  type?: T | undefined;
};

/** The type of an answer: `Mini` if the parameter `type` is `MINI`, otherwise `Full`. */
export type TickerAnswer<T extends TickerType | undefined, Mini, Full> = T extends 'MINI' ? Mini : Full;

/** Signature of the methods that return the ticker of one symbol. */
export type OneTicker<P, Full> = <T extends TickerType | undefined = undefined>(
  params: P & TickerDetail<T>,
  options?: CallOptions,
) => Promise<TickerAnswer<T, MiniTicker, Full>>;

/** Signature of the methods that return the tickers of several named symbols. */
export type ManyTickers<P, Full> = <T extends TickerType | undefined = undefined>(
  params: P & TickerDetail<T>,
  options?: CallOptions,
) => Promise<TickerAnswer<T, MiniTicker[], Full[]>>;

/** Signature of the methods that return the tickers of several symbols, or of all symbols. */
export type AllTickers<P, Full> = <T extends TickerType | undefined = undefined>(
  params?: P & TickerDetail<T>,
  options?: CallOptions,
) => Promise<TickerAnswer<T, MiniTicker[], Full[]>>;

/**
 * Returns the prices and volumes of one symbol over the last 24 hours. `type` selects how many fields a ticker has.
 *
 * Weight 2. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#24hr-ticker-price-change-statistics
 */
export const getTicker: Operation<OneTicker<OneSymbolParams, Ticker>> = {
  rest: 'GET /api/v3/ticker/24hr',
  ws: 'ticker.24hr',
  security: 'NONE',
  weight: 2,
  needs: ['symbol'],
  effect: 'read',
  shape: { symbol: 'text' },
  answers: 'one',
};

/**
 * Returns the prices and volumes of several symbols, or of all symbols, over the last 24 hours. `type` selects how many
 * fields a ticker has.
 *
 * Weight 2 for up to 20 symbols, 40 for up to 100 symbols, otherwise 80. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if a symbol is unknown.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#24hr-ticker-price-change-statistics
 */
export const getTickers: Operation<AllTickers<ManySymbolsParams, Ticker>> = {
  rest: 'GET /api/v3/ticker/24hr',
  ws: 'ticker.24hr',
  security: 'NONE',
  weight: ({ symbols }) => (symbols === undefined || symbols.length > 100 ? 80 : symbols.length > 20 ? 40 : 2),
  effect: 'read',
  shape: [{ symbol: 'text' }],
  answers: 'many',
};

/**
 * Returns the prices and volumes of one symbol since the start of the trading day. `type` selects how many fields a
 * ticker has.
 *
 * Weight 4. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#trading-day-ticker
 */
export const getTradingDayTicker: Operation<OneTicker<OneSymbolParams & TradingDayParams, WindowTicker>> = {
  rest: 'GET /api/v3/ticker/tradingDay',
  ws: 'ticker.tradingDay',
  security: 'NONE',
  weight: 4,
  needs: ['symbol'],
  effect: 'read',
  shape: { symbol: 'text' },
  answers: 'one',
};

/**
 * Returns the prices and volumes of up to 100 symbols since the start of the trading day. `type` selects how many
 * fields a ticker has.
 *
 * Weight 4 per symbol up to 200. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#trading-day-ticker
 */
export const getTradingDayTickers: Operation<ManyTickers<NamedSymbolsParams & TradingDayParams, WindowTicker>> = {
  rest: 'GET /api/v3/ticker/tradingDay',
  ws: 'ticker.tradingDay',
  security: 'NONE',
  weight: ({ symbols }) => Math.min(4 * symbols.length, 200),
  needs: ['symbols'],
  effect: 'read',
  shape: [{ symbol: 'text' }],
  answers: 'many',
};

/**
 * Returns the prices and volumes of one symbol over a window of a chosen length. `type` selects how many fields a
 * ticker has. The window starts on a full minute. It is therefore up to 59999 ms longer than `windowSize`.
 *
 * Weight 4. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#rolling-window-price-change-statistics
 */
export const getRollingTicker: Operation<OneTicker<OneSymbolParams & RollingParams, WindowTicker>> = {
  rest: 'GET /api/v3/ticker',
  ws: 'ticker',
  security: 'NONE',
  weight: 4,
  needs: ['symbol'],
  effect: 'read',
  shape: { symbol: 'text' },
  answers: 'one',
};

/**
 * Returns the prices and volumes of up to 100 symbols over a window of a chosen length. `type` selects how many fields
 * a ticker has. The window starts on a full minute. It is therefore up to 59999 ms longer than `windowSize`.
 *
 * Weight 4 per symbol up to 200. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if a symbol is unknown.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#rolling-window-price-change-statistics
 */
export const getRollingTickers: Operation<ManyTickers<NamedSymbolsParams & RollingParams, WindowTicker>> = {
  rest: 'GET /api/v3/ticker',
  ws: 'ticker',
  security: 'NONE',
  weight: ({ symbols }) => Math.min(4 * symbols.length, 200),
  needs: ['symbols'],
  effect: 'read',
  shape: [{ symbol: 'text' }],
  answers: 'many',
};
