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
   * Symbols with all their properties, or only their names. If only the name is given, 13 well-known symbols have the
   * tick size, step size and largest values that the live exchange had in 2025 or 2023. Other filters, and other
   * symbols, get typical values. @default BNBBTC, BTCUSDT, ETHUSDT, BNBUSDT, LTCUSDT
   */
  readonly symbols?: readonly (string | SymbolSpec)[] | undefined;
  /**
   * The exchange's clock. @default the clock of the market source if it has one, otherwise a `VirtualClock`, which only
   * `Exchange.advance` moves
   */
  readonly clock?: Clock | undefined;
  /** The time at which the default clock starts, in ms. @default 1767225600000 (2026-01-01T00:00:00Z) */
  readonly startTime?: number | undefined;
  /**
   * Where the market's books and trades come from: a recording or other data of the past, a mirror of a live market, or
   * several such sources for different symbols. The symbols of the sources are listed. @default nothing
   */
  readonly source?: MarketSource | readonly MarketSource[] | undefined;
  /**
   * Time in ms at which the exchange starts. Earlier data of the market source is the history of the exchange. @default
   * the time of the source's first event
   */
  readonly start?: number | undefined;
  /** Time in ms since the epoch. Later events of the market source are left out. @default none are left out */
  readonly end?: number | undefined;
  /**
   * Whether the orders and trades of accounts are public on the symbols of the market source. If not, public books,
   * trades, klines and tickers are those of the source alone. @default false
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
   * Changes how orders are matched where Binance's documentation says nothing or is unclear. @default the choices of
   * `assumptions.ts` in the sources of the simulator
   */
  readonly matchingAssumptions?: EngineOptions['assumptions'];
  /** Changes how much history is kept. @default 50,000 trades, 20,000 candles, 50,000 closed orders */
  readonly history?: Partial<HistoryLimits> | undefined;
  /**
   * Changes the limits of sockets: `pingInterval`, `pongDeadline` and `lifetime` in ms, `messagesPerSecond`, and
   * `unreadBytes`, beyond which a client is disconnected. The limit of connections is in `settings.limits`. @default a
   * ping every 20 s, a pong within 60 s, 24 hours, 5 messages a second, 16 MiB
   */
  readonly socketLimits?: Partial<Omit<SocketLimits, 'connections'>> | undefined;
};
