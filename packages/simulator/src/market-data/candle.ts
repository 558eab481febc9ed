import type { Amount, Trade } from '../engine/types/index.js';

/** The prices and volumes of the trades in a span of time. All times are in ms. */
export type Candle = {
  readonly openTime: number;
  open: Amount;
  high: Amount;
  low: Amount;
  close: Amount;
  volume: Amount;
  quoteVolume: Amount;
  takerVolume: Amount;
  takerQuoteVolume: Amount;
  count: number;
  /** The id of the first trade; -1 if there was no trade. */
  firstId: number;
  lastId: number;
};

/** Returns a candle without trades whose prices are all `price`. */
export function flatCandle(openTime: number, price: Amount): Candle {
  return {
    openTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0n,
    quoteVolume: 0n,
    takerVolume: 0n,
    takerQuoteVolume: 0n,
    count: 0,
    firstId: -1,
    lastId: -1,
  };
}

export function addTrade(candle: Candle, trade: Trade): void {
  merge(candle, candleOf(trade));
}

/** Returns a candle of one trade. The candle opens at the time of the trade. */
export function candleOf(trade: Trade): Candle {
  const { id, firstId = id, quantity, quoteQuantity, isBuyerMaker } = trade;
  const sums = trade.sums ?? {
    quoteQuantity,
    takerQuantity: isBuyerMaker ? 0n : quantity,
    takerQuoteQuantity: isBuyerMaker ? 0n : quoteQuantity,
  };
  return {
    openTime: trade.time / 1000,
    open: trade.price,
    high: trade.price,
    low: trade.price,
    close: trade.price,
    volume: quantity,
    quoteVolume: sums.quoteQuantity,
    takerVolume: sums.takerQuantity,
    takerQuoteVolume: sums.takerQuoteQuantity,
    count: id - firstId + 1,
    firstId,
    lastId: id,
  };
}

/** Adds the trades of a later candle to an earlier one. */
export function merge(candle: Candle, later: Candle): void {
  if (later.count === 0) return;
  if (candle.count === 0) {
    candle.open = later.open;
    candle.high = later.high;
    candle.low = later.low;
    candle.firstId = later.firstId;
  }
  if (later.high > candle.high) candle.high = later.high;
  if (later.low < candle.low) candle.low = later.low;
  candle.close = later.close;
  candle.volume += later.volume;
  candle.quoteVolume += later.quoteVolume;
  candle.takerVolume += later.takerVolume;
  candle.takerQuoteVolume += later.takerQuoteVolume;
  candle.count += later.count;
  candle.lastId = later.lastId;
}
