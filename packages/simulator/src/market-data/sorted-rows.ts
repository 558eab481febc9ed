/**
 * Returns the index of the first row that passes `test`, or the length of the list if no row passes. The rows must be
 * sorted so that all rows after a passing row also pass.
 */
export function firstIndex<T>(rows: readonly T[], test: (row: T) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(rows[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The rows that {@link page} selects. The times have the unit of the rows. */
export type Page = {
  readonly fromId?: number | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly limit: number;
};

/**
 * Selects at most `limit` rows from a list that is sorted by id and time: the oldest rows from `fromId` or `startTime`
 * on, or the newest rows if neither is given. Rows after `endTime` are left out.
 */
export function page<T>(rows: readonly T[], query: Page, id: (row: T) => number, time: (row: T) => number): T[] {
  const { fromId, startTime, endTime, limit } = query;
  const begin =
    fromId !== undefined
      ? firstIndex(rows, (row) => id(row) >= fromId)
      : startTime !== undefined
        ? firstIndex(rows, (row) => time(row) >= startTime)
        : undefined;
  const end = endTime === undefined ? rows.length : firstIndex(rows, (row) => time(row) > endTime);
  return begin === undefined
    ? rows.slice(Math.max(0, end - limit), end)
    : rows.slice(begin, Math.min(end, begin + limit));
}
