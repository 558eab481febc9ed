import type { Clock } from '@pkg/core';
import type { ProtocolSettings } from '../assumptions/assumptions.js';
import type { EngineOptions } from '../engine/settings/engine-options.js';
import type { HistoryLimits } from '../engine/settings/history-limits.js';
import type { ExchangeFilter, OrderLimit, SorSpec, SymbolSpec } from '../engine/types/index.js';
import type { SocketLimits } from '../network/sockets.js';
import type { MarketSource } from '../sources/market/market-source.js';
import type { AccountOptions } from './accounts.js';

/** Options of `createExchange`. */
export type ExchangeOptions = {
  /** The seed of all random numbers. @default 1 */
  readonly seed?: number | undefined;
  /**
   * Symbols, each as its properties or as its name. A symbol that is given by name gets typical filters. For 13
   * well-known symbols, the tick size, the step size and the largest values are those of the live exchange: the values
   * of 2025 if they are known, otherwise the values of 2023. @default BNBBTC, BTCUSDT, ETHUSDT, BNBUSDT, LTCUSDT
   */
  readonly symbols?: readonly (string | SymbolSpec)[] | undefined;
  /**
   * The exchange's clock. @default the clock of the market source if it has one, otherwise a `VirtualClock`, which only
   * `Exchange.advance` and `Exchange.run` move
   */
  readonly clock?: Clock | undefined;
  /** The time at which the default clock starts, in ms. @default 1767225600000 (2026-01-01T00:00:00Z) */
  readonly startTime?: number | undefined;
  /**
   * Where the market's books and trades come from: a recording or other data of the past, a mirror of a live market, or
   * several such sources for different symbols. The exchange lists the symbols of all sources. @default no source
   */
  readonly source?: MarketSource | readonly MarketSource[] | undefined;
  /**
   * Time in ms at which the exchange starts; it overrides `startTime`. Earlier data of the market source becomes the
   * history of the exchange. @default the time of the source's first event
   */
  readonly start?: number | undefined;
  /** Time in ms since the epoch at which the market source ends. Later events are skipped. @default no end */
  readonly end?: number | undefined;
  /**
   * Whether the public data of the market source's symbols includes the orders and trades of accounts. If false, public
   * books, trades, klines and tickers contain only data of the source. @default false
   */
  readonly impact?: boolean | undefined;
  /** Accounts that are created with the exchange. @default none */
  readonly accounts?: readonly AccountOptions[] | undefined;
  /** Filters that apply to each account across all symbols. @default none */
  readonly exchangeFilters?: readonly ExchangeFilter[] | undefined;
  /** Smart order routing: for each base asset, the symbols among which orders are routed. @default none */
  readonly sors?: readonly SorSpec[] | undefined;
  /** Limits on unfilled orders. @default 100 in 10 seconds and 200,000 a day */
  readonly orderLimits?: readonly OrderLimit[] | undefined;
  /**
   * Changes the limits of requests, and how requests are handled where Binance's documentation is unclear. @default the
   * documented limits: a weight of 6,000 a minute, 300,000 requests and 300 connections in five minutes
   */
  readonly settings?: Partial<ProtocolSettings> | undefined;
  /**
   * Changes how orders are matched where Binance's documentation says nothing or is unclear. @default the values in the
   * file `assumptions.ts` of the simulator
   */
  readonly matchingAssumptions?: EngineOptions['assumptions'];
  /**
   * Changes how much history is kept. @default 50,000 trades per symbol; 20,000 candles per symbol and interval, or
   * 50,000 with a market source; 50,000 closed orders per account and symbol
   */
  readonly history?: Partial<HistoryLimits> | undefined;
  /**
   * Changes the limits of sockets: `pingInterval`, `pongDeadline` and `lifetime` in ms, and `messagesPerSecond`. A
   * client with more than `unreadBytes` of unread data is disconnected. `settings.limits` has the limit of connections.
   * @default a ping every 20 s, a pong within 60 s, 24 hours, 5 messages a second, 16 MiB
   */
  readonly socketLimits?: Partial<Omit<SocketLimits, 'connections'>> | undefined;
};
