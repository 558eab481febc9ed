import type { MatchingAssumptions } from '../../assumptions/assumptions.js';
import type { ExchangeFilter, OrderLimit, SorSpec, SymbolSpec } from '../types/index.js';
import type { HistoryLimits } from './history-limits.js';

export type EngineOptions = {
  readonly symbols: readonly SymbolSpec[];
  readonly exchangeFilters?: readonly ExchangeFilter[] | undefined;
  readonly sors?: readonly SorSpec[] | undefined;
  /** Limits on unfilled orders. @default 100 per 10 s and 200,000 per day */
  readonly orderLimits?: readonly OrderLimit[] | undefined;
  /** Returns the time in whole **microseconds** since the epoch. All times in the engine are in this unit. */
  readonly now: () => number;
  /** Gives the seed for the client order ids that the engine generates. The constructor calls it once. */
  readonly random: { bytes(length: number): Uint8Array };
  /** Changes how orders are matched where Binance's documentation says nothing or is unclear. */
  readonly assumptions?: Partial<MatchingAssumptions> | undefined;
  /** Changes how much history is kept. */
  readonly history?: Partial<HistoryLimits> | undefined;
};
