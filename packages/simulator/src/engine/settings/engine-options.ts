import type { MatchingAssumptions } from '../../assumptions/assumptions.js';
import type { ExchangeFilter, OrderLimit, SorSpec, SymbolSpec } from '../types/index.js';
import type { HistoryLimits } from './history-limits.js';

export type EngineOptions = {
  readonly symbols: readonly SymbolSpec[];
  readonly exchangeFilters?: readonly ExchangeFilter[] | undefined;
  readonly sors?: readonly SorSpec[] | undefined;
  /** @default 100 per 10 s and 200,000 per day */
  readonly orderLimits?: readonly OrderLimit[] | undefined;
  /** Returns whole **microseconds** since the epoch. Every time in the engine's records has this unit. */
  readonly now: () => number;
  /** Seeds the client order ids that the engine generates. Read once, by the constructor. */
  readonly random: { bytes(length: number): Uint8Array };
  /** Overrides how orders are matched where the documents leave it open. */
  readonly assumptions?: Partial<MatchingAssumptions> | undefined;
  /** Overrides how much history is kept. */
  readonly history?: Partial<HistoryLimits> | undefined;
};
