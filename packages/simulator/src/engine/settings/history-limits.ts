/**
 * How much of the past is kept, so that an exchange may run for days. What is open is never let go, and ids go on
 * rising; what is older is answered as if it had never been.
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

/** Whether there are an eighth more than are kept: letting go of them only then spreads its cost. */
export function isOverfull(count: number, most: number): boolean {
  return count > most * 1.125;
}

/** Lets go of the oldest rows, once there are too many. */
export function trim(rows: unknown[], most: number): void {
  if (isOverfull(rows.length, most)) rows.splice(0, rows.length - most);
}
