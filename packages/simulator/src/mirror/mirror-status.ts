import type { StaleReason } from '@pkg/streams';

/**
 * Why a mirrored symbol is stale. If its order book is stale, the reason is the `StaleReason` of the book. The other
 * reasons are:
 *
 * - `starting`: the symbol has not been live yet.
 * - `outdated`: the market last confirmed the prices of the symbol longer ago than `maxAge` allows.
 * - `trades`: trades of the symbol are missing.
 * - `time`: the time of the market is not known.
 * - `imported`: a state of the exchange was imported.
 * - `error`: the data of the symbol could not be applied.
 * - `closed`: the market refuses the streams of the symbol, or the source was stopped.
 */
export type MirrorReason = StaleReason | 'starting' | 'outdated' | 'trades' | 'time' | 'imported' | 'error' | 'closed';

/** The status of a mirrored symbol. */
export type MirrorStatus = {
  /** Name of the symbol. */
  readonly symbol: string;
  /**
   * `live`: the book and the trades of the symbol are those of the market. `stale`: the symbol is halted, and nothing
   * is traded.
   */
  readonly status: 'live' | 'stale';
  /** Why the symbol is stale. Undefined if it is live. */
  readonly reason: MirrorReason | undefined;
  /** Time of the status change in ms, by the clock of the exchange. */
  readonly time: number;
};
