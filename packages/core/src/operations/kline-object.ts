import { assertConfig } from '../errors/assert-config.js';
import type { Kline } from './market/klines.js';

/** A candle with named fields. */
export type KlineObject = {
  /** Start of the candle, in ms since the epoch. */
  openTime: number;
  /** Price of the first trade. */
  open: string;
  /** Highest price. */
  high: string;
  /** Lowest price. */
  low: string;
  /** Price of the last trade. */
  close: string;
  /** Sum of the quantities of the trades, in the base asset. */
  volume: string;
  /** End of the candle, in ms since the epoch. */
  closeTime: number;
  /** Sum of price times quantity of the trades, in the quote asset. */
  quoteVolume: string;
  /** Number of trades. */
  trades: number;
  /** Sum of the quantities of the trades in which the taker bought, in the base asset. */
  takerBuyBaseVolume: string;
  /** Sum of price times quantity of the trades in which the taker bought, in the quote asset. */
  takerBuyQuoteVolume: string;
};

/**
 * The candle in an event of a kline stream: the field `k` of a `KlineEvent`. The type has only the fields that {@link
 * klineObject} reads.
 */
export type StreamedKline = {
  /** Start time, in ms since the epoch. */
  readonly t: number;
  /** Open price. */
  readonly o: string;
  /** Highest price. */
  readonly h: string;
  /** Lowest price. */
  readonly l: string;
  /** Close price. */
  readonly c: string;
  /** Volume, in the base asset. */
  readonly v: string;
  /** Close time, in ms since the epoch. */
  readonly T: number;
  /** Volume, in the quote asset. */
  readonly q: string;
  /** Number of trades. */
  readonly n: number;
  /** Volume bought by takers, in the base asset. */
  readonly V: string;
  /** Volume bought by takers, in the quote asset. */
  readonly Q: string;
};

/**
 * Converts a candle to an object with named fields. The candle is a row of `getKlines` or `iterateKlines`, or the `k`
 * of an event of a kline stream.
 *
 * @example
 * const rows = await client.getKlines({ symbol: 'BNBBTC', interval: '1m' });
 * const candles = rows.map(klineObject);
 */
export function klineObject(kline: Kline | StreamedKline): KlineObject {
  assertConfig(Array.isArray(kline) || Object(kline).t !== undefined, 'kline', 'a candle', kline);
  if ('t' in kline) {
    const { t, o, h, l, c, v, T, q, n, V, Q } = kline;
    return klineObject([t, o, h, l, c, v, T, q, n, V, Q, '0']);
  }
  const [openTime, open, high, low, close, volume, closeTime, quoteVolume, trades, ...rest] = kline;
  const [takerBuyBaseVolume, takerBuyQuoteVolume] = rest;
  return {
    openTime,
    open,
    high,
    low,
    close,
    volume,
    closeTime,
    quoteVolume,
    trades,
    takerBuyBaseVolume,
    takerBuyQuoteVolume,
  };
}
