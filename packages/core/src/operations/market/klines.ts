import type { KlineInterval } from '../enums.js';
import type { Method, Operation } from '../operation.js';

/** Whose candles to give, how long they are, and which. */
export type KlinesParams = {
  symbol: string;
  interval: KlineInterval;
  /** Candles that open at or after this time; in UTC whatever `timeZone` says. */
  startTime?: number | undefined;
  /** Candles that open at or before this time; in UTC whatever `timeZone` says. */
  endTime?: number | undefined;
  /** Offset by which days and weeks begin: `8`, `-1:00`, `05:45`; -12:00 to +14:00. @default '0' */
  timeZone?: string | undefined;
  /** 1 to 1000. @default 500 */
  limit?: number | undefined;
};

/** A candle. Its open time identifies it; the last one of an answer may still be open. */
export type Kline = [
  openTime: number,
  open: string,
  high: string,
  low: string,
  close: string,
  /** In the base asset. */
  volume: string,
  closeTime: number,
  quoteVolume: string,
  trades: number,
  takerBuyBaseVolume: string,
  takerBuyQuoteVolume: string,
  unused: string,
];

/**
 * Candles, oldest first; without times the newest. Each is `[openTime, open, high, low, close, volume, closeTime,
 * quoteVolume, trades, takerBuyBaseVolume, takerBuyQuoteVolume, unused]`. `iterateKlines` pages through them.
 *
 * Weight 2. Needs no key.
 *
 * @throws {BinanceApiError} -1120 when the interval, -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data
 */
export const getKlines: Operation<Method<KlinesParams, Kline[]>> = {
  rest: 'GET /api/v3/klines',
  ws: 'klines',
  security: 'NONE',
  weight: 2,
};

/**
 * Candles as the exchange prepares them for charts; parameters and shape are those of {@link getKlines}.
 *
 * Weight 2. Needs no key.
 *
 * @throws {BinanceApiError} -1120 when the interval, -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#uiklines
 */
export const getUiKlines: Operation<Method<KlinesParams, Kline[]>> = {
  rest: 'GET /api/v3/uiKlines',
  ws: 'uiKlines',
  security: 'NONE',
  weight: 2,
};
