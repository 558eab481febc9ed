/**
 * How much history is kept, so that an exchange can run for days. Open orders are always kept, and ids never restart.
 * Queries answer for dropped rows as if they had never existed.
 */
export type HistoryLimits = {
  /** Trades, and aggregate trades, of one symbol. */
  readonly trades: number;
  /** Candles of one symbol at one interval. Tickers need a week of minutes: 10,080. */
  readonly candles: number;
  /** Closed orders of one account on one symbol, and as many of its fills, prevented matches, allocations and amendments. */
  readonly orders: number;
};

export const defaultHistory: HistoryLimits = { trades: 50_000, candles: 20_000, orders: 50_000 };

/** Whether a list is an eighth above its maximum. Trimming only then makes its cost rare. */
export function isOverfull(count: number, most: number): boolean {
  return count > most * 1.125;
}

/** Drops the oldest rows when there are too many. */
export function trim(rows: unknown[], most: number): void {
  if (isOverfull(rows.length, most)) rows.splice(0, rows.length - most);
}
