/**
 * How much history is kept. The limits let an exchange run for days. Open orders are always kept, and ids never
 * restart. For queries, dropped rows do not exist.
 */
export type HistoryLimits = {
  /** Largest number of trades of one symbol, and of aggregate trades. */
  readonly trades: number;
  /** Largest number of candles of one symbol at one interval. Tickers need those of a week at `1m`: 10,080. */
  readonly candles: number;
  /**
   * Largest number of closed orders of one account on one symbol, and of its fills, prevented matches, allocations and
   * amendments.
   */
  readonly orders: number;
};

export const defaultHistory: HistoryLimits = { trades: 50_000, candles: 20_000, orders: 50_000 };

/**
 * Whether a list is an eighth longer than its maximum. Lists are trimmed only then, so that the cost of trimming is
 * rare.
 */
export function isOverfull(count: number, most: number): boolean {
  return count > most * 1.125;
}

/** Drops the oldest rows of a list that is an eighth longer than `most`. */
export function trim(rows: unknown[], most: number): void {
  if (isOverfull(rows.length, most)) rows.splice(0, rows.length - most);
}
