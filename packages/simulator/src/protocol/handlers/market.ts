import { formatAmount } from '../../engine/types/amount.js';
import type { Trade } from '../../engine/types/index.js';
import type { Candle } from '../../market-data/candle.js';
import { KLINE_INTERVALS, nextOpen } from '../../market-data/intervals.js';
import { refusal } from '../../refusals/refusal.js';
import { refusalReply } from '../../refusals/refusal-table.js';
import { listedSymbol } from '../context.js';
import { END_TIME, LONG, limit, oneOf, required, SYMBOL, TIME, TIME_ZONE } from '../parameters/parameter-types.js';
import { SYMBOL_STATUS, symbolInStatus } from './general.js';
import { defineHandler, faultSubject, type Handler } from './handler.js';

type Json = Record<string, unknown>;

export const getOrderBook: Handler = defineHandler(
  { symbol: required(SYMBOL), limit: limit(5000), symbolStatus: SYMBOL_STATUS },
  (request) => {
    const { context, now } = request;
    const { symbol, limit = 100, symbolStatus } = request.params;
    symbolInStatus(context, symbol, symbolStatus);
    return context.depthSnapshots.get(symbol, limit, faultSubject(request), now);
  },
);

function trade(row: Trade, time: (us: number) => number): Json {
  return {
    id: row.id,
    price: formatAmount(row.price),
    qty: formatAmount(row.quantity),
    quoteQty: formatAmount(row.quoteQuantity),
    time: time(row.time),
    isBuyerMaker: row.isBuyerMaker,
    isBestMatch: true,
  };
}

export const getRecentTrades: Handler = defineHandler(
  { symbol: required(SYMBOL), limit: limit(1000) },
  ({ context, params: { symbol, limit = 500 }, time }) => {
    listedSymbol(context, symbol);
    return context.marketData.trades(symbol, { limit }).map((row) => trade(row, time));
  },
);

export const getHistoricalTrades: Handler = defineHandler(
  { symbol: required(SYMBOL), limit: limit(1000), fromId: LONG },
  ({ context, params: { symbol, limit = 500, fromId }, time }) => {
    listedSymbol(context, symbol);
    return context.marketData.trades(symbol, { limit, fromId }).map((row) => trade(row, time));
  },
);

export const getHistoricalBlockTrades: Handler = defineHandler(
  { symbol: required(SYMBOL), fromId: required(LONG), limit: limit(1000) },
  ({ context, params: { symbol, fromId, limit = 500 }, time }) => {
    listedSymbol(context, symbol);
    return context.marketData.blockTrades(symbol, { fromId, limit }).map((row) => ({
      id: row.id,
      price: formatAmount(row.price),
      qty: formatAmount(row.quantity),
      quoteQty: formatAmount(row.quoteQuantity),
      time: time(row.time),
      isBuyerMaker: row.isBuyerMaker,
    }));
  },
);

export const getAggregateTrades: Handler = defineHandler(
  { symbol: required(SYMBOL), fromId: LONG, startTime: TIME, endTime: END_TIME, limit: limit(1000) },
  ({ context, params: { symbol, fromId, startTime, endTime, limit = 500 }, time }) => {
    listedSymbol(context, symbol);
    if (fromId !== undefined && (startTime !== undefined || endTime !== undefined))
      throw refusal('INVALID_COMBINATION');
    return context.marketData.aggregateTrades(symbol, { fromId, startTime, endTime, limit }).map((row) => ({
      a: row.id,
      p: formatAmount(row.price),
      q: formatAmount(row.quantity),
      f: row.firstTradeId,
      l: row.lastTradeId,
      T: time(row.time),
      m: row.isBuyerMaker,
      M: true,
    }));
  },
);

export const getKlines: Handler = defineHandler(
  {
    symbol: required(SYMBOL),
    interval: required(oneOf(KLINE_INTERVALS, () => refusal('INVALID_INTERVAL'))),
    startTime: TIME,
    endTime: END_TIME,
    timeZone: TIME_ZONE,
    limit: limit(1000),
  },
  ({ context, params: { symbol, interval, startTime, endTime, timeZone = 0, limit = 500 }, now, time }) => {
    listedSymbol(context, symbol);
    return context.marketData
      .candles(symbol, interval, timeZone)
      .range({ start: toMs(startTime), end: toMs(endTime), limit, now: now / 1000 })
      .map((candle) => kline(candle, nextOpen(interval, candle.openTime, timeZone), time));
  },
);

/**
 * The live exchange modifies the klines of `uiKlines` for charts. Binance's documentation does not say how, so the
 * simulator returns plain klines.
 */
export const getUiKlines: Handler = getKlines;

const toMs = (us: number | undefined): number | undefined => (us === undefined ? undefined : us / 1000);

/**
 * Renders a candle as a kline.
 *
 * @param end the time in ms at which the next candle opens
 */
function kline(candle: Candle, end: number, time: (us: number) => number): unknown[] {
  return [
    time(candle.openTime * 1000),
    formatAmount(candle.open),
    formatAmount(candle.high),
    formatAmount(candle.low),
    formatAmount(candle.close),
    formatAmount(candle.volume),
    time(end * 1000 - 1),
    formatAmount(candle.quoteVolume),
    candle.count,
    formatAmount(candle.takerVolume),
    formatAmount(candle.takerQuoteVolume),
    '0',
  ];
}

const AVERAGE_MINUTES = 5;

export const getAveragePrice: Handler = defineHandler(
  { symbol: required(SYMBOL) },
  ({ context, params: { symbol }, now, time }) => {
    listedSymbol(context, symbol);
    return {
      mins: AVERAGE_MINUTES,
      price: formatAmount(context.engine.averagePrice(symbol, AVERAGE_MINUTES) ?? 0n),
      closeTime: time(context.marketData.lastTrade(symbol)?.time ?? now),
    };
  },
);

export const getReferencePrice: Handler = defineHandler(
  { symbol: required(SYMBOL) },
  ({ context, params: { symbol }, api, time }) => {
    listedSymbol(context, symbol);
    const reference = context.engine.referencePrice(symbol);
    if (!reference) {
      const refused = refusal('NO_REFERENCE_PRICE');
      if (api === 'REST') throw refused;
      // As documented, the WebSocket API sends this error as a successful response. Its `result` is the code and the
      // message.
      const { code, msg } = refusalReply(refused, context.settings);
      return { code, msg };
    }
    return {
      symbol,
      referencePrice: reference.price === null ? null : formatAmount(reference.price),
      timestamp: time(reference.time),
    };
  },
);

export const getReferencePriceCalculation: Handler = defineHandler(
  { symbol: required(SYMBOL), symbolStatus: SYMBOL_STATUS },
  ({ context, params: { symbol, symbolStatus } }) => {
    const { referencePriceCalculation } = symbolInStatus(context, symbol, symbolStatus);
    if (!referencePriceCalculation) throw refusal('NO_REFERENCE_PRICE');
    return { symbol, ...referencePriceCalculation };
  },
);
