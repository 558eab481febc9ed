import type { KlineInterval, Open } from '@pkg/core';

/** A price level: `[price, quantity]`, exact decimals in the quote asset and in the base asset. */
export type Level = [price: string, quantity: string];

/** `<symbol>@trade`: every single trade. Times are in ms, or in µs with the manager option `timeUnit: 'microsecond'`. */
export type TradeEvent = {
  /** Type of the event. */
  e: 'trade';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Symbol. */
  s: string;
  /** Trade id. */
  t: number;
  /** Price, in the quote asset. */
  p: string;
  /** Quantity, in the base asset. */
  q: string;
  /** Trade time, in ms since the epoch. */
  T: number;
  /** Whether the buyer was the maker. */
  m: boolean;
  /** Unused. Binance's documentation says to ignore it. */
  M: boolean;
};

/** `<symbol>@aggTrade`: the trades of one taker order at one price, as one event. */
export type AggTradeEvent = {
  /** Type of the event. */
  e: 'aggTrade';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Symbol. */
  s: string;
  /** Aggregate trade id. */
  a: number;
  /** Price, in the quote asset. */
  p: string;
  /** Quantity, in the base asset. */
  q: string;
  /** First trade id. */
  f: number;
  /** Last trade id. */
  l: number;
  /** Trade time, in ms since the epoch. */
  T: number;
  /** Whether the buyer was the maker. */
  m: boolean;
  /** Unused. Binance's documentation says to ignore it. */
  M: boolean;
};

/** `<symbol>@blockTrade`: one block trade. */
export type BlockTradeEvent = {
  /** Type of the event. */
  e: 'blockTrade';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Symbol. */
  s: string;
  /** Block trade id. */
  t: number;
  /** Price, in the quote asset. */
  p: string;
  /** Quantity, in the base asset. */
  q: string;
  /** Trade time, in ms since the epoch. */
  T: number;
  /** Whether the buyer was the maker. */
  m: boolean;
};

/** `<symbol>@referencePrice`: the reference price, every second. */
export type ReferencePriceEvent = {
  /** Type of the event. */
  e: 'referencePrice';
  /** Symbol. */
  s: string;
  /** Reference price, in the quote asset; null if there is none. */
  r: string | null;
  /** Time of the price at the matching engine, in ms since the epoch. */
  t: number;
};

/** The kline of a {@link KlineEvent}. */
export type Kline = {
  /** Start time, in ms since the epoch. */
  t: number;
  /** Close time, in ms since the epoch. */
  T: number;
  /** Symbol. */
  s: string;
  /** Interval. */
  i: Open<KlineInterval>;
  /** First trade id; -1 without a trade. */
  f: number;
  /** Last trade id; -1 without a trade. */
  L: number;
  /** Open price, in the quote asset. */
  o: string;
  /** Close price, in the quote asset. */
  c: string;
  /** Highest price, in the quote asset. */
  h: string;
  /** Lowest price, in the quote asset. */
  l: string;
  /** Volume, in the base asset. */
  v: string;
  /** Number of trades. */
  n: number;
  /** Whether the kline is closed. */
  x: boolean;
  /** Volume, in the quote asset. */
  q: string;
  /** Volume bought by takers, in the base asset. */
  V: string;
  /** Volume bought by takers, in the quote asset. */
  Q: string;
  /** Unused. Binance's documentation says to ignore it. */
  B: string;
};

/** `<symbol>@kline_<interval>`, with `@+08:00` at the end for UTC+8: the current kline. */
export type KlineEvent = {
  /** Type of the event. */
  e: 'kline';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Symbol. */
  s: string;
  /** The kline. */
  k: Kline;
};

/** `<symbol>@miniTicker`: prices and volumes of the last 24 hours. */
export type MiniTickerEvent = {
  /** Type of the event. */
  e: '24hrMiniTicker';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Symbol. */
  s: string;
  /** Close price, in the quote asset. */
  c: string;
  /** Open price, in the quote asset. */
  o: string;
  /** Highest price, in the quote asset. */
  h: string;
  /** Lowest price, in the quote asset. */
  l: string;
  /** Volume, in the base asset. */
  v: string;
  /** Volume, in the quote asset. */
  q: string;
};

type TickerStatistics = {
  /** Event time, in ms since the epoch. */
  E: number;
  /** Symbol. */
  s: string;
  /** Price change, in the quote asset. */
  p: string;
  /** Price change in percent. */
  P: string;
  /** Weighted average price, in the quote asset. */
  w: string;
  /** Last price, in the quote asset. */
  c: string;
  /** Open price, in the quote asset. */
  o: string;
  /** Highest price, in the quote asset. */
  h: string;
  /** Lowest price, in the quote asset. */
  l: string;
  /** Volume, in the base asset. */
  v: string;
  /** Volume, in the quote asset. */
  q: string;
  /** Open time of the window, in ms since the epoch. */
  O: number;
  /** Close time of the window, in ms since the epoch. */
  C: number;
  /** First trade id. */
  F: number;
  /** Last trade id. */
  L: number;
  /** Number of trades. */
  n: number;
};

/** `<symbol>@ticker`: all statistics of the last 24 hours. */
export type TickerEvent = TickerStatistics & {
  /** Type of the event. */
  e: '24hrTicker';
  /** Price of the last trade before the window, in the quote asset. */
  x: string;
  /** Quantity of the last trade, in the base asset. */
  Q: string;
  /** Price of the best bid, in the quote asset. */
  b: string;
  /** Quantity at the best bid, in the base asset. */
  B: string;
  /** Price of the best ask, in the quote asset. */
  a: string;
  /** Quantity at the best ask, in the base asset. */
  A: string;
};

/** Windows of the rolling ticker streams. */
export type TickerWindow = '1h' | '4h' | '1d';

/**
 * `<symbol>@ticker_<window>`: statistics of the last hour, four hours or day. The window starts at a full minute, so it
 * may be up to 59,999 ms longer than its name says.
 */
export type RollingTickerEvent = TickerStatistics & {
  /** Type of the event. */
  e: `${TickerWindow}Ticker`;
};

/** `<symbol>@bookTicker`: the best bid and ask at each change. The event has no time. */
export type BookTickerEvent = {
  /** Update id of the order book. */
  u: number;
  /** Symbol. */
  s: string;
  /** Price of the best bid, in the quote asset. */
  b: string;
  /** Quantity at the best bid, in the base asset. */
  B: string;
  /** Price of the best ask, in the quote asset. */
  a: string;
  /** Quantity at the best ask, in the base asset. */
  A: string;
};

/** `<symbol>@avgPrice`: the average price of the last minutes, every second. */
export type AvgPriceEvent = {
  /** Type of the event. */
  e: 'avgPrice';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Symbol. */
  s: string;
  /** Interval of the average: `5m`. */
  i: string;
  /** Average price, in the quote asset. */
  w: string;
  /** Time of the last trade, in ms since the epoch. */
  T: number;
};

/** The best levels of both sides of an order book, as the exchange sends them. */
export type PartialDepth = {
  /** Id of the last update that the levels contain. */
  lastUpdateId: number;
  /** Bids, best first. */
  bids: Level[];
  /** Asks, best first. */
  asks: Level[];
};

/**
 * `<symbol>@depth<levels>`: the best levels of the book. The exchange sends all of them in each event, but not the
 * symbol.
 */
export type PartialDepthEvent = PartialDepth & {
  /** Name of the stream, such as `bnbbtc@depth5`. The client adds this field. */
  stream: string;
};

/** `<symbol>@depth`: the changed levels of the book. A quantity of zero removes a level. */
export type DepthEvent = {
  /** Type of the event. */
  e: 'depthUpdate';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Symbol. */
  s: string;
  /** First update id of this event. */
  U: number;
  /** Last update id of this event. */
  u: number;
  /** The bids that changed. A quantity is the new one; zero means that the level is gone. */
  b: Level[];
  /** The asks that changed. A quantity is the new one; zero means that the level is gone. */
  a: Level[];
};
