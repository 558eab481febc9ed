import type { KlineInterval } from '@pkg/core';
import { check } from './arguments.js';
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
import { checkStreamName } from './market/stream-url.js';
import type { Topic } from './topic.js';

/** Every trade of a symbol, as it happens. */
export function trade(symbol: string): Topic<TradeEvent> {
  return `${lower(symbol)}@trade`;
}

/** Trades of one taker order at one price, together. */
export function aggTrade(symbol: string): Topic<AggTradeEvent> {
  return `${lower(symbol)}@aggTrade`;
}

/** Block trades of a symbol. */
export function blockTrade(symbol: string): Topic<BlockTradeEvent> {
  return `${lower(symbol)}@blockTrade`;
}

/** The reference price of a symbol, each second. */
export function referencePrice(symbol: string): Topic<ReferencePriceEvent> {
  return `${lower(symbol)}@referencePrice`;
}

/**
 * The current candle, each 2 s (`1s`: each second).
 *
 * With `timeZone: '+08:00'` candles open and close in UTC+8; their times stay Unix times.
 */
export function kline(
  symbol: string,
  interval: KlineInterval,
  options: { readonly timeZone?: '+08:00' | undefined } = {},
): Topic<KlineEvent> {
  check(INTERVAL.test(interval), interval, 'a kline interval: 1s to 1M, one of KlineInterval');
  const timeZone = options?.timeZone;
  check(timeZone === undefined || timeZone === '+08:00', timeZone, 'a time zone of klines: +08:00, or none for UTC');
  return `${lower(symbol)}@kline_${interval}${timeZone ? `@${timeZone}` : ''}`;
}

/** The last 24 hours of a symbol in short, each second. */
export function miniTicker(symbol: string): Topic<MiniTickerEvent> {
  return `${lower(symbol)}@miniTicker`;
}

/** The last 24 hours of every symbol that changed, in short, each second. */
export function allMiniTickers(): Topic<MiniTickerEvent[]> {
  return '!miniTicker@arr';
}

/** The last 24 hours of a symbol in full, each second. */
export function ticker(symbol: string): Topic<TickerEvent> {
  return `${lower(symbol)}@ticker`;
}

/** The last hour, four hours or day of a symbol, each second. */
export function rollingTicker(symbol: string, window: TickerWindow): Topic<RollingTickerEvent> {
  return `${lower(symbol)}@ticker_${checked(window)}`;
}

/** The last hour, four hours or day of every symbol that changed, each second. */
export function allRollingTickers(window: TickerWindow): Topic<RollingTickerEvent[]> {
  return `!ticker_${checked(window)}@arr`;
}

/** Best bid and ask at every change. */
export function bookTicker(symbol: string): Topic<BookTickerEvent> {
  return `${lower(symbol)}@bookTicker`;
}

/** The average price, each second. */
export function avgPrice(symbol: string): Topic<AvgPriceEvent> {
  return `${lower(symbol)}@avgPrice`;
}

/** Choice of speed of the depth streams. */
export type DepthOptions = {
  /** How often, in ms. @default 1000 */
  readonly speed?: 100 | 1000 | undefined;
};

/** The best 5, 10 or 20 levels, whole each time. */
export function partialDepth(
  symbol: string,
  levels: 5 | 10 | 20,
  options: DepthOptions = {},
): Topic<PartialDepthEvent> {
  check([5, 10, 20].includes(levels), levels, 'a number of levels: 5, 10 or 20');
  return `${lower(symbol)}@depth${levels}${speedSuffix(options)}`;
}

/** What changes in the order book. {@link DepthCacheManager} keeps a book from it. */
export function depth(symbol: string, options: DepthOptions = {}): Topic<DepthEvent> {
  return `${lower(symbol)}@depth${speedSuffix(options)}`;
}

/** A stream that is not among the typed ones, by its own name. */
export function topic<E = unknown>(name: string): Topic<E> {
  checkStreamName(name);
  return name;
}

/** Each `KlineInterval`, by its form: the names themselves would weigh more in a page. A test holds it to them. */
const INTERVAL = /^(1s|(1|3|5|15|30)m|(1|2|4|6|8|12)h|[13]d|1[wM])$/;

function checked(window: TickerWindow): TickerWindow {
  check(['1h', '4h', '1d'].includes(window), window, 'a window of tickers: 1h, 4h or 1d');
  return window;
}

function lower(symbol: string): string {
  checkStreamName(symbol);
  return symbol.toLowerCase();
}

function speedSuffix(options: DepthOptions): string {
  const speed = options?.speed;
  check([undefined, 100, 1000].includes(speed), speed, 'a speed of depth streams: 100 or 1000');
  return speed === 100 ? '@100ms' : '';
}
