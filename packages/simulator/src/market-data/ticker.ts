import { formatAmount, over } from '../engine/types/amount.js';
import type { Amount } from '../engine/types/index.js';
import type { Candle } from './candle.js';

/** The price statistics of a window. Their fields have different names on REST, the WebSocket API and the streams. */
export type Statistics = {
  readonly openPrice: string;
  readonly highPrice: string;
  readonly lowPrice: string;
  readonly lastPrice: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly priceChange: string;
  /** The change of the price in percent, with three decimals. */
  readonly priceChangePercent: string;
  readonly weightedAvgPrice: string;
  readonly firstId: number;
  readonly lastId: number;
  readonly count: number;
};

/** Calculates the statistics of a window. If it has no trades, every price is the last price. */
export function statistics(candle: Candle): Statistics {
  const change = candle.close - candle.open;
  return {
    openPrice: formatAmount(candle.open),
    highPrice: formatAmount(candle.high),
    lowPrice: formatAmount(candle.low),
    lastPrice: formatAmount(candle.close),
    volume: formatAmount(candle.volume),
    quoteVolume: formatAmount(candle.quoteVolume),
    priceChange: formatAmount(change),
    priceChangePercent: formatAmount(percent(change, candle.open), 3),
    weightedAvgPrice: formatAmount(candle.volume > 0n ? over(candle.quoteVolume, candle.volume) : candle.close),
    firstId: candle.firstId,
    lastId: candle.lastId,
    count: candle.count,
  };
}

/** Returns `change` in percent of `base`, rounded to three decimals. Half is rounded away from zero. */
function percent(change: Amount, base: Amount): Amount {
  if (base === 0n) return 0n;
  const thousandths = (2n * change * 100_000n + (change < 0n ? -base : base)) / (2n * base);
  return thousandths * 100_000n;
}
