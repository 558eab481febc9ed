import type { KlineInterval, Open } from '@pkg/core';

/** A price level: `[price, quantity]`, exact decimals. */
export type Level = [price: string, quantity: string];

/** `<symbol>@trade`: every single trade. Times are in ms, or in µs with the manager option `timeUnit: 'microsecond'`. */
export type TradeEvent = {
  e: 'trade';
  /** Event time. */
  E: number;
  /** Symbol. */
  s: string;
  /** Trade id. */
  t: number;
  /** Price. */
  p: string;
  /** Quantity. */
  q: string;
  /** Trade time. */
  T: number;
  /** Whether the buyer was the maker. */
  m: boolean;
  /** Ignore. */
  M: boolean;
};

/** `<symbol>@aggTrade`: the trades of one taker order at one price, as one event. */
export type AggTradeEvent = {
  e: 'aggTrade';
  /** Event time. */
  E: number;
  /** Symbol. */
  s: string;
  /** Aggregate trade id. */
  a: number;
  /** Price. */
  p: string;
  /** Quantity. */
  q: string;
  /** First trade id. */
  f: number;
  /** Last trade id. */
  l: number;
  /** Trade time. */
  T: number;
  /** Whether the buyer was the maker. */
  m: boolean;
  /** Ignore. */
  M: boolean;
};

/** `<symbol>@blockTrade`: one block trade. */
export type BlockTradeEvent = {
  e: 'blockTrade';
  /** Event time. */
  E: number;
  /** Symbol. */
  s: string;
  /** Block trade id. */
  t: number;
  /** Price. */
  p: string;
  /** Quantity. */
  q: string;
  /** Trade time. */
  T: number;
  /** Whether the buyer was the maker. */
  m: boolean;
};

/** `<symbol>@referencePrice`: the reference price, every second. */
export type ReferencePriceEvent = {
  e: 'referencePrice';
  /** Symbol. */
  s: string;
  /** Reference price; null if there is none. */
  r: string | null;
  /** Time of the price at the matching engine. */
  t: number;
};

/** The kline of a {@link KlineEvent}. */
export type Kline = {
  /** Start time. */
  t: number;
  /** Close time. */
  T: number;
  /** Symbol. */
  s: string;
  /** Interval. */
  i: Open<KlineInterval>;
  /** First trade id; -1 without a trade. */
  f: number;
  /** Last trade id; -1 without a trade. */
  L: number;
  /** Open. */
  o: string;
  /** Close. */
  c: string;
  /** High. */
  h: string;
  /** Low. */
  l: string;
  /** Base asset volume. */
  v: string;
  /** Number of trades. */
  n: number;
  /** Whether the kline is closed. */
  x: boolean;
  /** Quote asset volume. */
  q: string;
  /** Base asset volume bought by takers. */
  V: string;
  /** Quote asset volume bought by takers. */
  Q: string;
  /** Ignore. */
  B: string;
};

/** `<symbol>@kline_<interval>`, also with `@+08:00`. */
export type KlineEvent = {
  e: 'kline';
  /** Event time. */
  E: number;
  /** Symbol. */
  s: string;
  k: Kline;
};

/** `<symbol>@miniTicker`: prices and volumes of the last 24 hours. */
export type MiniTickerEvent = {
  e: '24hrMiniTicker';
  /** Event time. */
  E: number;
  /** Symbol. */
  s: string;
  /** Close. */
  c: string;
  /** Open. */
  o: string;
  /** High. */
  h: string;
  /** Low. */
  l: string;
  /** Base asset volume. */
  v: string;
  /** Quote asset volume. */
  q: string;
};

type TickerStatistics = {
  /** Event time. */
  E: number;
  /** Symbol. */
  s: string;
  /** Price change. */
  p: string;
  /** Price change in percent. */
  P: string;
  /** Weighted average price. */
  w: string;
  /** Last price. */
  c: string;
  /** Open. */
  o: string;
  /** High. */
  h: string;
  /** Low. */
  l: string;
  /** Base asset volume. */
  v: string;
  /** Quote asset volume. */
  q: string;
  /** Open time of the window. */
  O: number;
  /** Close time of the window. */
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
  e: '24hrTicker';
  /** Price of the last trade before the window. */
  x: string;
  /** Quantity of the last trade. */
  Q: string;
  /** Best bid. */
  b: string;
  /** Quantity at the best bid. */
  B: string;
  /** Best ask. */
  a: string;
  /** Quantity at the best ask. */
  A: string;
};

/** Windows of the rolling ticker streams. */
export type TickerWindow = '1h' | '4h' | '1d';

/** `<symbol>@ticker_<window>`. The window starts at a full minute, so it may be up to 59,999 ms longer than its name says. */
export type RollingTickerEvent = TickerStatistics & { e: `${TickerWindow}Ticker` };

/** `<symbol>@bookTicker`: the best bid and ask at each change. The event has no time. */
export type BookTickerEvent = {
  /** Update id of the order book. */
  u: number;
  /** Symbol. */
  s: string;
  /** Best bid. */
  b: string;
  /** Quantity at the best bid. */
  B: string;
  /** Best ask. */
  a: string;
  /** Quantity at the best ask. */
  A: string;
};

/** `<symbol>@avgPrice`: the average price, every second. */
export type AvgPriceEvent = {
  e: 'avgPrice';
  /** Event time. */
  E: number;
  /** Symbol. */
  s: string;
  /** Interval of the average: `5m`. */
  i: string;
  /** Average price. */
  w: string;
  /** Time of the last trade. */
  T: number;
};

/** The best levels of a book, as the exchange sends them. */
export type PartialDepth = {
  lastUpdateId: number;
  /** Best first. */
  bids: Level[];
  /** Best first. */
  asks: Level[];
};

/** `<symbol>@depth<levels>`: all of the best levels of the book. The exchange does not name the symbol. */
export type PartialDepthEvent = PartialDepth & {
  /** Name of the stream, such as `bnbbtc@depth5`. The library adds it. */
  stream: string;
};

/** `<symbol>@depth`: the changed levels of the book. A quantity of zero removes a level. */
export type DepthEvent = {
  e: 'depthUpdate';
  /** Event time. */
  E: number;
  /** Symbol. */
  s: string;
  /** First update id of this event. */
  U: number;
  /** Last update id of this event. */
  u: number;
  /** Changed bids. */
  b: Level[];
  /** Changed asks. */
  a: Level[];
};
