import { formatAmount } from '../../engine/types/amount.js';
import { type Candle, flatCandle } from '../../market-data/candle.js';
import { lengthOf, openOf } from '../../market-data/intervals.js';
import { statistics } from '../../market-data/ticker.js';
import { refusal } from '../../refusals/refusal.js';
import type { ProtocolContext } from '../context.js';
import { oneOf, type Parameter, SYMBOL, SYMBOLS, TIME_ZONE } from '../parameters/parameter-types.js';
import { SYMBOL_STATUS, symbolInStatus, symbolsInStatus } from './general.js';
import { defineHandler, type Handler } from './handler.js';

type Json = Record<string, unknown>;
type Time = (us: number) => number;

const TYPE = oneOf(['FULL', 'MINI'] as const, () => refusal('INVALID_TICKER_TYPE'));
const MOST_SYMBOLS = 100;
/**
 * The largest allowed number of symbols in a request for rolling window tickers. The documented numbers differ between
 * REST and the WebSocket API.
 */
const MOST_ROLLING_SYMBOLS = { REST: MOST_SYMBOLS, WS: 200 } as const;

const selection = { symbol: SYMBOL, symbols: SYMBOLS, symbolStatus: SYMBOL_STATUS };
type Selection = {
  readonly symbol: string | undefined;
  readonly symbols: readonly string[] | undefined;
  readonly symbolStatus: string | undefined;
};

/**
 * Returns one row for a request with `symbol`. Otherwise returns a list with a row for each of the `symbols`, or for
 * each symbol of the exchange.
 */
function each(
  context: ProtocolContext,
  { symbol, symbols, symbolStatus }: Selection,
  row: (symbol: string) => Json | undefined,
): unknown {
  if (symbol !== undefined && symbols !== undefined) throw refusal('INVALID_COMBINATION');
  if (symbol !== undefined) {
    symbolInStatus(context, symbol, symbolStatus);
    const only = row(symbol);
    if (!only) throw refusal('NO_TRADING_WINDOW');
    return only;
  }
  return symbolsInStatus(context, symbols, symbolStatus).flatMap((info) => row(info.symbol) ?? []);
}

function checkNamed({ symbol, symbols }: Selection, most: number = MOST_SYMBOLS): void {
  if (symbol === undefined && symbols === undefined)
    throw refusal('MISSING_BOTH_PARAMETERS', { one: 'symbol', other: 'symbols' });
  if (symbols && symbols.length > most) throw refusal('TOO_MANY_VALUES', { name: 'symbols', maximum: most });
}

/**
 * Returns the candle of a symbol's trades since `from` (ms). If there were none, all prices of the candle are the last
 * price. Returns undefined if the symbol has never been traded.
 */
function windowOf(context: ProtocolContext, symbol: string, from: number): Candle | undefined {
  const last = context.marketData.lastTrade(symbol);
  return last && (context.marketData.window(symbol, from) ?? flatCandle(from, last.price));
}

/**
 * Renders a candle as the ticker of a time window.
 *
 * @param span when the window opens and closes, in µs
 */
function windowTicker(symbol: string, candle: Candle, type: 'FULL' | 'MINI', span: [number, number], time: Time): Json {
  const { priceChange, priceChangePercent, weightedAvgPrice, firstId, lastId, count, ...prices } = statistics(candle);
  const { openPrice, highPrice, lowPrice, lastPrice, volume, quoteVolume } = prices;
  return {
    symbol,
    ...(type === 'FULL' ? { priceChange, priceChangePercent, weightedAvgPrice } : {}),
    openPrice,
    highPrice,
    lowPrice,
    lastPrice,
    volume,
    quoteVolume,
    openTime: time(span[0]),
    closeTime: time(span[1]),
    firstId,
    lastId,
    count,
  };
}

const DAY = lengthOf('1d');

export const getTicker: Handler = defineHandler({ ...selection, type: TYPE }, ({ context, params, now, time }) => {
  const { type = 'FULL' } = params;
  const open = now - DAY * 1000;
  return each(context, params, (symbol) => {
    const candle = windowOf(context, symbol, open / 1000) ?? flatCandle(open / 1000, 0n);
    const ticker = windowTicker(symbol, candle, type, [open, now], time);
    if (type === 'MINI') return ticker;
    const { bid, ask } = context.engine.bestPrices(symbol);
    const last = context.marketData.lastTrade(symbol);
    const { priceChange, priceChangePercent, weightedAvgPrice, lastPrice } = ticker;
    return {
      symbol,
      priceChange,
      priceChangePercent,
      weightedAvgPrice,
      prevClosePrice: formatAmount(context.marketData.tradeBefore(symbol, open / 1000)?.price ?? candle.open),
      lastPrice,
      lastQty: formatAmount(last?.quantity ?? 0n),
      bidPrice: formatAmount(bid?.[0] ?? 0n),
      bidQty: formatAmount(bid?.[1] ?? 0n),
      askPrice: formatAmount(ask?.[0] ?? 0n),
      askQty: formatAmount(ask?.[1] ?? 0n),
      ...ticker,
    };
  });
});
export const getTickers: Handler = getTicker;

export const getTradingDayTicker: Handler = defineHandler(
  { ...selection, timeZone: TIME_ZONE, type: TYPE },
  ({ context, params, now, time }) => {
    checkNamed(params);
    const { type = 'FULL', timeZone = 0 } = params;
    const open = openOf('1d', now / 1000, timeZone);
    return each(context, params, (symbol) => {
      const candle = windowOf(context, symbol, open);
      return candle && windowTicker(symbol, candle, type, [open * 1000, (open + DAY) * 1000 - 1], time);
    });
  },
);
export const getTradingDayTickers: Handler = getTradingDayTicker;

const WINDOW: Parameter<number, false> = {
  required: false,
  read: (text, name) => {
    if (!/^([1-9]|[1-5]\d)m$|^([1-9]|1\d|2[0-3])h$|^[1-7]d$/.test(text)) throw refusal('INVALID_PARAMETER', { name });
    return lengthOf(text);
  },
};

export const getRollingTicker: Handler = defineHandler(
  { ...selection, windowSize: WINDOW, type: TYPE },
  ({ context, params, api, now, time }) => {
    checkNamed(params, MOST_ROLLING_SYMBOLS[api]);
    const { type = 'FULL', windowSize = DAY } = params;
    // As documented, the window opens at a whole minute.
    const open = openOf('1m', now / 1000 - windowSize);
    return each(context, params, (symbol) => {
      const candle = windowOf(context, symbol, open);
      return candle && windowTicker(symbol, candle, type, [open * 1000, now], time);
    });
  },
);
export const getRollingTickers: Handler = getRollingTicker;

export const getSymbolTicker: Handler = defineHandler(selection, ({ context, params }) =>
  each(context, params, (symbol) => ({ symbol, price: formatAmount(context.engine.lastPrice(symbol) ?? 0n) })),
);
export const getAllTickers: Handler = getSymbolTicker;

export const getOrderbookTicker: Handler = defineHandler(selection, ({ context, params }) =>
  each(context, params, (symbol) => {
    const { bid, ask } = context.engine.bestPrices(symbol);
    return {
      symbol,
      bidPrice: formatAmount(bid?.[0] ?? 0n),
      bidQty: formatAmount(bid?.[1] ?? 0n),
      askPrice: formatAmount(ask?.[0] ?? 0n),
      askQty: formatAmount(ask?.[1] ?? 0n),
    };
  }),
);
export const getOrderbookTickers: Handler = getOrderbookTicker;
