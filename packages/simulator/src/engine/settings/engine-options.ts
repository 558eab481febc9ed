import type { MatchingAssumptions } from '../../assumptions/matching.js';
import type { ExchangeFilter, OrderLimit, SorSpec, SymbolSpec } from '../types/index.js';
import type { HistoryLimits } from './history-limits.js';

export type EngineOptions = {
  readonly symbols: readonly SymbolSpec[];
  readonly exchangeFilters?: readonly ExchangeFilter[] | undefined;
  readonly sors?: readonly SorSpec[] | undefined;
  /** @default 100 per 10 s and 200,000 per day */
  readonly orderLimits?: readonly OrderLimit[] | undefined;
  /** **Microseconds** since the epoch, an integer. Every time in the engine's records is in this unit. */
  readonly now: () => number;
  /** Client order ids that were not sent follow from it. The engine draws from it once, when it is made. */
  readonly random: { bytes(length: number): Uint8Array };
  /** Overrides what the documents leave open. */
  readonly assumptions?: Partial<MatchingAssumptions> | undefined;
  /** Overrides how much of the past is kept. */
  readonly history?: Partial<HistoryLimits> | undefined;
};
