/** The largest page of every operation that is paged by id or time. */
export const pageSize = 1000;

/** Rows of the exchange, such as trades, that have an id. Ids rise with time. */
export type RowSource<T> = {
  /** Requests the page that begins with the first row whose id is `id` or higher. */
  pageFrom(id: number): Promise<readonly T[]>;
  idOf(row: T): number;
  timeOf(row: T): number;
  /** Throws if the caller has aborted the iteration. */
  throwIfAborted(): void;
};

/** A row source that can also return its newest rows, which bounds the search for a time. */
export type SearchableRowSource<T> = RowSource<T> & {
  /** Requests the newest rows, oldest first. */
  newestPage(): Promise<readonly T[]>;
};

/** Yields the rows of a first page and of the pages after it, as far as they lie in a span of time. */
export async function* rowsInSpan<T>(
  source: RowSource<T>,
  firstPage: readonly T[],
  {
    startTime = 0,
    endTime = Number.POSITIVE_INFINITY,
  }: { startTime?: number | undefined; endTime?: number | undefined },
): AsyncGenerator<T, void, undefined> {
  let nextId = 0;
  for (let page = firstPage; ; page = await source.pageFrom(nextId)) {
    const firstId = nextId;
    for (const row of page) {
      const id = source.idOf(row);
      const time = source.timeOf(row);
      if (id < nextId) continue;
      if (time > inUnitOfRow(time, endTime, 999)) return;
      source.throwIfAborted();
      if (time >= inUnitOfRow(time, startTime)) yield row;
      nextId = id + 1;
    }
    if (page.length < pageSize || nextId === firstId) return;
  }
}

/**
 * Finds the page that contains the first row at or after a time. The first page from `fromId` and the newest page
 * mostly answer this. Otherwise a bisection over the ids between them does.
 */
export async function findFirstPage<T>(
  source: SearchableRowSource<T>,
  fromId: number,
  startTime = 0,
): Promise<readonly T[]> {
  const isBefore = (row: T | undefined): boolean =>
    row !== undefined && source.timeOf(row) < inUnitOfRow(source.timeOf(row), startTime);
  let page = await source.pageFrom(fromId);
  if (page.length < pageSize || !isBefore(page.at(-1))) return page;
  const newest = await source.newestPage();
  const oldestOfNewest = newest[0];
  if (oldestOfNewest === undefined || isBefore(oldestOfNewest)) return newest;
  // Rows with ids below `low` are before the time. The row with the id `high` is not.
  let low = source.idOf(page.at(-1) as T) + 1;
  let high = source.idOf(oldestOfNewest);
  while (low < high) {
    source.throwIfAborted();
    const middle = low + Math.floor((high - low) / 2);
    page = await source.pageFrom(middle);
    if (!isBefore(page[0])) high = middle;
    else if (isBefore(page.at(-1))) low = source.idOf(page.at(-1) as T) + 1;
    else return page;
  }
  return source.pageFrom(high);
}

/**
 * Converts a bound to the unit of a row's time. The caller may give ms to a client that answers in µs, or the reverse.
 * `restOfMs` is added to a bound that is converted to µs.
 */
export function inUnitOfRow(time: number, bound: number, restOfMs = 0): number {
  const [isMicro, boundIsMicro] = [time >= 1e14, bound >= 1e14 && bound !== Number.POSITIVE_INFINITY];
  if (isMicro === boundIsMicro || bound === Number.POSITIVE_INFINITY) return bound;
  return isMicro ? bound * 1000 + restOfMs : Math.floor(bound / 1000);
}
