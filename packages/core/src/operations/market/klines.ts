import type { KlineInterval } from '../enums/index.js';
import type { Method, Operation } from '../operation.js';

/** Selects candles of one symbol. Without times, the newest candles are returned. */
export type KlinesParams = {
  /** The symbol. */
  symbol: string;
  /** Length of a candle. */
  interval: KlineInterval;
  /** Returns candles that open at or after this time, in ms since the epoch. `timeZone` does not affect it. */
  startTime?: number | undefined;
  /** Returns candles that open at or before this time, in ms since the epoch. `timeZone` does not affect it. */
  endTime?: number | undefined;
  /** UTC offset at which days and weeks begin, such as `8`, `-1:00` or `05:45`; -12:00 to +14:00. @default '0' */
  timeZone?: string | undefined;
  /** The most candles to return, 1 to 1000. @default 500 */
  limit?: number | undefined;
};

/** A candle. The open time identifies it. The last candle of an answer may still be open. */
export type Kline = [
  /** Start of the candle, in ms since the epoch. */
  openTime: number,
  /** Price of the first trade. */
  open: string,
  /** Highest price. */
  high: string,
  /** Lowest price. */
  low: string,
  /** Price of the last trade. */
  close: string,
  /** Sum of the quantities of the trades, in the base asset. */
  volume: string,
  /** End of the candle, in ms since the epoch. */
  closeTime: number,
  /** Sum of price times quantity of the trades, in the quote asset. */
  quoteVolume: string,
  /** Number of trades. */
  trades: number,
  /** Sum of the quantities of the trades in which the taker bought, in the base asset. */
  takerBuyBaseVolume: string,
  /** Sum of price times quantity of the trades in which the taker bought, in the quote asset. */
  takerBuyQuoteVolume: string,
  /** A field of the answer that Binance does not use. */
  unused: string,
];

/**
 * Returns candles, oldest first. Each candle is an array: `[openTime, open, high, low, close, volume, closeTime,
 * quoteVolume, trades, takerBuyBaseVolume, takerBuyQuoteVolume, unused]`. `iterateKlines` pages through longer spans.
 *
 * Weight 2. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown, -1120 if the interval is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data
 */
export const getKlines: Operation<Method<KlinesParams, Kline[]>> = {
  rest: 'GET /api/v3/klines',
  ws: 'klines',
  security: 'NONE',
  weight: 2,
  needs: ['symbol', 'interval'],
  effect: 'read',
  shape: ['list'],
};

/**
 * Returns candles that the exchange has modified for charts. Parameters and answer are those of {@link getKlines}.
 *
 * Weight 2. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown, -1120 if the interval is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#uiklines
 */
export const getUiKlines: Operation<Method<KlinesParams, Kline[]>> = {
  rest: 'GET /api/v3/uiKlines',
  ws: 'uiKlines',
  security: 'NONE',
  weight: 2,
  needs: ['symbol', 'interval'],
  effect: 'read',
  shape: ['list'],
};
