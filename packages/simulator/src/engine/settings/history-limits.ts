/**
 * How much history the exchange keeps. The limits let it run for days without filling the memory. Open orders are
 * always kept, and ids continue to rise. Queries do not find rows that were removed.
 */
export type HistoryLimits = {
  /** Largest number of trades of one symbol that are kept. The same limit applies to the symbol's aggregate trades. */
  readonly trades: number;
  /**
   * Largest number of candles of one symbol at one interval that are kept. Tickers need the `1m` candles of a week:
   * 10,080.
   */
  readonly candles: number;
  /**
   * Largest number of closed orders of one account on one symbol that are kept. The same limit applies to each of the
   * lists of the account's fills, prevented matches, allocations and amendments.
   */
  readonly orders: number;
};

export const defaultHistory: HistoryLimits = { trades: 50_000, candles: 20_000, orders: 50_000 };

/**
 * Whether a list exceeds its largest number of rows by more than an eighth. Shorter lists are not trimmed yet, so that
 * trimming is rare and costs little.
 */
export function isOverfull(count: number, most: number): boolean {
  return count > most * 1.125;
}

/** If a list is longer than `most` by more than an eighth, removes its oldest rows. */
export function trim(rows: unknown[], most: number): void {
  if (isOverfull(rows.length, most)) rows.splice(0, rows.length - most);
}
