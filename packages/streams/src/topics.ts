import type { KlineInterval } from '@pkg/core';
import { assertConfig } from '@pkg/core/internal/platform';
import type {
  AggTradeEvent,
  AvgPriceEvent,
  BlockTradeEvent,
  BookTickerEvent,
  DepthEvent,
  KlineEvent,
  MiniTickerEvent,
  PartialDepthEvent,
  ReferencePriceEvent,
  RollingTickerEvent,
  TickerEvent,
  TickerWindow,
  TradeEvent,
} from './events/market.js';
import { checkStreamName, depthStream, klineStream, lower } from './stream-names.js';

declare const event: unique symbol;

/** The name of a stream, typed with the stream's events. */
export type Topic<E> = string & { readonly [event]: E };

/** The events of a topic or of a list of topics. For a plain string the type of the events is `unknown`. */
export type EventOf<T> = T extends readonly (infer U)[]
  ? EventOf<U>
  : T extends { readonly [event]: infer E }
    ? E
    : unknown;

/**
 * Every single trade of a symbol.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#trade-streams
 */
export function trade(symbol: string): Topic<TradeEvent> {
  return `${lower(symbol)}@trade` as Topic<TradeEvent>;
}

/**
 * Aggregated trades: the trades of one taker order at one price are one event.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#aggregate-trade-streams
 */
export function aggTrade(symbol: string): Topic<AggTradeEvent> {
  return `${lower(symbol)}@aggTrade` as Topic<AggTradeEvent>;
}

/**
 * Block trades of a symbol.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#block-trade-streams
 */
export function blockTrade(symbol: string): Topic<BlockTradeEvent> {
  return `${lower(symbol)}@blockTrade` as Topic<BlockTradeEvent>;
}

/**
 * The reference price of a symbol, every second.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#reference-price-streams
 */
export function referencePrice(symbol: string): Topic<ReferencePriceEvent> {
  return `${lower(symbol)}@referencePrice` as Topic<ReferencePriceEvent>;
}

/**
 * The current candle, every 2 s, or every second for the interval `1s`.
 *
 * With `timeZone: '+08:00'`, candles open and close by UTC+8. The times in events are still Unix times.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @param interval Length of a candle.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#klinecandlestick-streams-for-utc
 */
export function kline(
  symbol: string,
  interval: KlineInterval,
  options?: {
    /** The time zone by which candles open and close. @default UTC */
    readonly timeZone?: '+08:00' | undefined;
  },
): Topic<KlineEvent> {
  const timeZone = options?.timeZone;
  assertConfig(timeZone === undefined || timeZone === '+08:00', 'timeZone', "'+08:00' or undefined for UTC", timeZone);
  return `${klineStream(symbol, interval)}${timeZone ? `@${timeZone}` : ''}` as Topic<KlineEvent>;
}

/**
 * Prices and volumes of the last 24 hours of a symbol, every second.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#individual-symbol-mini-ticker-stream
 */
export function miniTicker(symbol: string): Topic<MiniTickerEvent> {
  return `${lower(symbol)}@miniTicker` as Topic<MiniTickerEvent>;
}

/**
 * Prices and volumes of the last 24 hours of all symbols, every second. Each event is an array with the symbols that
 * changed since the event before.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#all-market-mini-tickers-stream
 */
export function allMiniTickers(): Topic<MiniTickerEvent[]> {
  return '!miniTicker@arr' as Topic<MiniTickerEvent[]>;
}

/**
 * All statistics of the last 24 hours of a symbol, every second.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#individual-symbol-ticker-streams
 */
export function ticker(symbol: string): Topic<TickerEvent> {
  return `${lower(symbol)}@ticker` as Topic<TickerEvent>;
}

/**
 * Statistics of the last hour, four hours or day of a symbol, every second.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @param window Length of the period.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#individual-symbol-rolling-window-statistics-streams
 */
export function rollingTicker(symbol: string, window: TickerWindow): Topic<RollingTickerEvent> {
  return `${lower(symbol)}@ticker_${checked(window)}` as Topic<RollingTickerEvent>;
}

/**
 * Statistics of the last hour, four hours or day of all symbols, every second. Each event is an array with the symbols
 * that changed since the event before.
 *
 * @param window Length of the period.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#all-market-rolling-window-statistics-streams
 */
export function allRollingTickers(window: TickerWindow): Topic<RollingTickerEvent[]> {
  return `!ticker_${checked(window)}@arr` as Topic<RollingTickerEvent[]>;
}

/**
 * The best bid and ask of a symbol, at each change.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#individual-symbol-book-ticker-streams
 */
export function bookTicker(symbol: string): Topic<BookTickerEvent> {
  return `${lower(symbol)}@bookTicker` as Topic<BookTickerEvent>;
}

/**
 * The average price of a symbol, every second.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#average-price
 */
export function avgPrice(symbol: string): Topic<AvgPriceEvent> {
  return `${lower(symbol)}@avgPrice` as Topic<AvgPriceEvent>;
}

/** Options of the depth streams. */
export type DepthOptions = {
  /** Interval of the events, in ms. @default 1000 */
  readonly speed?: 100 | 1000 | undefined;
};

/**
 * The best 5, 10 or 20 levels of both sides of a symbol's order book. Each event contains all these levels.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @param levels Number of levels of each side.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#partial-book-depth-streams
 */
export function partialDepth(symbol: string, levels: 5 | 10 | 20, options?: DepthOptions): Topic<PartialDepthEvent> {
  assertConfig([5, 10, 20].includes(levels), 'levels', '5, 10 or 20', levels);
  return `${lower(symbol)}@depth${levels}${speedSuffix(options)}` as Topic<PartialDepthEvent>;
}

/**
 * Changes of a symbol's order book. {@link DepthCacheManager} builds an order book from these changes.
 *
 * @param symbol The symbol in capitals, such as `BNBBTC`.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#diff-depth-stream
 */
export function depth(symbol: string, options?: DepthOptions): Topic<DepthEvent> {
  return `${depthStream(symbol)}${speedSuffix(options)}` as Topic<DepthEvent>;
}

/**
 * A stream by its name, for streams that have no function of their own.
 *
 * @param name Name of the stream, such as `bnbbtc@trade`.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
 */
export function topic<E = unknown>(name: string): Topic<E> {
  checkStreamName(name);
  return name as Topic<E>;
}

function checked(window: TickerWindow): TickerWindow {
  assertConfig(['1h', '4h', '1d'].includes(window), 'window', "'1h', '4h' or '1d'", window);
  return window;
}

function speedSuffix(options: DepthOptions | undefined): string {
  const speed = options?.speed;
  assertConfig([undefined, 100, 1000].includes(speed), 'speed', '100 or 1000', speed);
  return speed === 100 ? '@100ms' : '';
}
