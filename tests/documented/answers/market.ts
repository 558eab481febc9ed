import { decimal, flag, integer, type Sample, text } from '../kinds.js';

const trade = {
  id: integer,
  price: decimal,
  qty: decimal,
  quoteQty: decimal,
  time: integer,
  isBuyerMaker: flag,
  isBestMatch: flag,
};

const miniTicker = {
  symbol: text,
  openPrice: decimal,
  highPrice: decimal,
  lowPrice: decimal,
  lastPrice: decimal,
  volume: decimal,
  quoteVolume: decimal,
  openTime: integer,
  closeTime: integer,
  firstId: integer,
  lastId: integer,
  count: integer,
};

const windowTicker = { ...miniTicker, priceChange: decimal, priceChangePercent: decimal, weightedAvgPrice: decimal };

const ticker24h = {
  ...windowTicker,
  prevClosePrice: decimal,
  lastQty: decimal,
  bidPrice: decimal,
  bidQty: decimal,
  askPrice: decimal,
  askQty: decimal,
};

const bookTicker = { symbol: text, bidPrice: decimal, bidQty: decimal, askPrice: decimal, askQty: decimal };

export const marketAnswers: Readonly<Record<string, readonly Sample[]>> = {
  depth: [{ lastUpdateId: integer, bids: [[decimal, decimal]], asks: [[decimal, decimal]] }],
  'trades.recent': [[trade]],
  'trades.historical': [[trade]],
  'blockTrades.historical': [
    [{ id: integer, price: decimal, qty: decimal, quoteQty: decimal, time: integer, isBuyerMaker: flag }],
  ],
  'trades.aggregate': [[{ a: integer, p: decimal, q: decimal, f: integer, l: integer, T: integer, m: flag, M: flag }]],
  klines: [
    [[integer, decimal, decimal, decimal, decimal, decimal, integer, decimal, integer, decimal, decimal, decimal]],
  ],
  uiKlines: [
    [[integer, decimal, decimal, decimal, decimal, decimal, integer, decimal, integer, decimal, decimal, decimal]],
  ],
  avgPrice: [{ mins: integer, price: decimal, closeTime: integer }],
  'ticker.24hr': [ticker24h, [ticker24h], miniTicker, [miniTicker]],
  'ticker.tradingDay': [windowTicker, [windowTicker], miniTicker, [miniTicker]],
  ticker: [windowTicker, [windowTicker], miniTicker, [miniTicker]],
  'ticker.price': [{ symbol: text, price: decimal }, [{ symbol: text, price: decimal }]],
  'ticker.book': [bookTicker, [bookTicker]],
  referencePrice: [
    { symbol: text, referencePrice: decimal, timestamp: integer },
    { symbol: text, referencePrice: null, timestamp: integer },
  ],
  'referencePrice.calculation': [
    { symbol: text, calculationType: 'ARITHMETIC_MEAN', bucketCount: integer, bucketWidthMs: integer },
    { symbol: text, calculationType: 'EXTERNAL', externalCalculationId: integer },
  ],
};
