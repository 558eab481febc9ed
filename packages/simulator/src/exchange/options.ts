import type { Clock } from '@pkg/core';
import type { ProtocolSettings } from '../assumptions/assumptions.js';
import type { EngineOptions } from '../engine/settings/engine-options.js';
import type { HistoryLimits } from '../engine/settings/history-limits.js';
import type { ExchangeFilter, OrderLimit, SorSpec, SymbolSpec } from '../engine/types/index.js';
import type { SocketLimits } from '../network/sockets.js';
import type { AccountOptions } from './accounts.js';

/** Options of `createExchange`. */
export type ExchangeOptions = {
  /** The seed of everything random. @default 1 */
  readonly seed?: number | undefined;
  /**
   * Symbols in full, or by name. By name, 13 well-known symbols have the steps and largest values of the live exchange in
   * 2025 or 2023. All other filters, and other names, have typical ones.
   *
   * @default BNBBTC, BTCUSDT, ETHUSDT, BNBUSDT, LTCUSDT
   */
  readonly symbols?: readonly (string | SymbolSpec)[] | undefined;
  /** The exchange's clock. @default a `VirtualClock`, which only `Exchange.advance` moves */
  readonly clock?: Clock | undefined;
  /** The time at which the default clock starts, ms. @default 1767225600000 (2026-01-01T00:00:00Z) */
  readonly startTime?: number | undefined;
  /** Accounts that exist from the start. @default none */
  readonly accounts?: readonly AccountOptions[] | undefined;
  /** Limits of accounts across all symbols. @default none */
  readonly exchangeFilters?: readonly ExchangeFilter[] | undefined;
  /** Assets whose orders can be routed to the best of several symbols. @default none */
  readonly sors?: readonly SorSpec[] | undefined;
  /** Limits of unfilled orders. @default 100 in 10 seconds and 200,000 a day */
  readonly orderLimits?: readonly OrderLimit[] | undefined;
  /** Overrides how requests are handled where the documents leave it open, and the limits of requests. */
  readonly settings?: Partial<ProtocolSettings> | undefined;
  /** Overrides how orders are matched where the documents leave it open. */
  readonly matchingAssumptions?: EngineOptions['assumptions'];
  /** Overrides how much history is kept. @default 50,000 trades, 20,000 candles, 50,000 closed orders */
  readonly history?: Partial<HistoryLimits> | undefined;
  /** Overrides the documented limits of sockets. The limit of connections is part of `settings.limits`. */
  readonly socketLimits?: Partial<Omit<SocketLimits, 'connections'>> | undefined;
};
