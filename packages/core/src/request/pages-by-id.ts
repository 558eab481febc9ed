import { exactId } from '../encoding/exact-id.js';
import { inUnitOfRow } from './row-time-unit.js';

/**
 * The most rows that the exchange returns in one answer. It is the same for all operations that are read page by page
 * by their ids.
 */
export const pageSize = 1000;

/**
 * Requests rows that have an id, such as trades, from the exchange, and reads their fields. Newer rows have higher ids.
 */
export type RowSource<T> = {
  /** Requests the page that begins with the first row whose id is `id` or higher. */
  pageFrom(id: bigint): Promise<unknown>;
  /** Requests the newest rows, oldest first. */
  newestPage(): Promise<unknown>;
  /** Returns the id as the row has it: a number, or text if it is beyond 2^53. */
  idOf(row: T): unknown;
  timeOf(row: T): unknown;
  /** Returns a text that distinguishes this row from other rows with the same id. */
  keyOf(row: T): string;
  /** Throws if the caller has aborted the iteration. */
  throwIfAborted(): void;
  /** Throws an error with the message that the answer is not as Binance documents it. */
  refuse(expected: string, got: unknown): never;
};

/** A row of a page with its exact id and its time. */
type PagedRow<T> = { readonly row: T; readonly id: bigint; readonly time: number };

/** The rows of a page, sorted by rising id. */
export type Page<T> = readonly PagedRow<T>[];

/**
 * Yields the rows from `startTime` to `endTime` in the first page and all later pages.
 *
 * Each page is requested from the last id of the previous page, because two rows may have the same id. A page with
 * fewer rows than requested need not be the last page, because the exchange sometimes omits rows that the next page
 * has. The iteration ends at a page without a new row.
 */
export async function* rowsInSpan<T>(
  source: RowSource<T>,
  firstPage: Page<T>,
  { startTime = 0, endTime = Infinity }: { startTime?: number | undefined; endTime?: number | undefined },
): AsyncGenerator<T, void, undefined> {
  let from = 0n;
  let lastId: bigint | undefined;
  let keysOfLastId: string[] = [];
  let newestId: bigint | undefined;
  let shortPages = 0;
  for (let page = firstPage; ; page = await readPage(source, source.pageFrom(from))) {
    let hasNew = false;
    let isPastEnd = false;
    for (const { row, id, time } of page) {
      if (lastId === undefined || id > lastId) keysOfLastId = [];
      else if (id < lastId) continue;
      const key = source.keyOf(row);
      if (keysOfLastId.includes(key)) continue;
      keysOfLastId.push(key);
      lastId = id;
      hasNew = true;
      // Rows are sorted by id, but their times may be slightly out of order. So the rest of the page is read even after
      // a row later than `endTime`.
      if (time > inUnitOfRow(time, endTime, 999)) isPastEnd = true;
      else if (time >= inUnitOfRow(time, startTime)) {
        source.throwIfAborted();
        yield row;
      }
    }
    if (lastId === undefined || isPastEnd || (newestId !== undefined && lastId > newestId)) return;
    if (!hasNew) {
      // The page has no new row. If the page has only one row, no rows follow. If the page has several rows, they all
      // have the id `lastId`, and rows with higher ids may follow. So the next page is requested from the next id.
      if (page.length < 2 || from > lastId) return;
      from = lastId + 1n;
      continue;
    }
    from = lastId;
    if (page.length >= pageSize || ++shortPages !== 2) continue;
    // If new rows arrived as fast as pages are read, every page would have a new row, and the iteration would never
    // end. So the newest row of this moment is requested, and the iteration ends with that row.
    const newest = (await readPage(source, source.newestPage())).at(-1)?.id;
    if (newest !== undefined && newest >= lastId) newestId = newest;
  }
}

/**
 * Finds the page that contains the first row at or after `startTime`. In most cases this is the first or the newest
 * page. Otherwise the page is found by a binary search over the ids between them.
 */
export async function findFirstPage<T>(source: RowSource<T>, firstPage: Page<T>, startTime = 0): Promise<Page<T>> {
  const isBefore = (row: PagedRow<T> | undefined): boolean =>
    row !== undefined && row.time < inUnitOfRow(row.time, startTime);
  const lastOfFirst = firstPage.at(-1);
  if (lastOfFirst === undefined || !isBefore(lastOfFirst)) return firstPage;
  const newest = await readPage(source, source.newestPage());
  const oldestOfNewest = newest[0];
  if (oldestOfNewest === undefined || isBefore(oldestOfNewest)) return newest;
  // Rows with ids below `low` are earlier than `startTime`. The row with the id `high` is at or after `startTime`.
  let low = lastOfFirst.id + 1n;
  let high = oldestOfNewest.id;
  while (low < high) {
    source.throwIfAborted();
    const middle = low + (high - low) / 2n;
    const page = await readPage(source, source.pageFrom(middle));
    const last = page.at(-1);
    if (last === undefined || !isBefore(page[0])) high = middle;
    else if (isBefore(last)) low = (last.id > middle ? last.id : middle) + 1n;
    else return page;
  }
  return readPage(source, source.pageFrom(high));
}

/** Checks that an answer is a list of rows with id and time, and sorts the rows by id. */
export async function readPage<T>(source: RowSource<T>, answer: Promise<unknown>): Promise<Page<T>> {
  const page = await answer;
  if (!Array.isArray(page)) return source.refuse('a list', page);
  const rows = page.map((row: T) => {
    if (typeof row !== 'object' || row === null) return source.refuse('a list of objects', row);
    const [id, time] = [exactId(source.idOf(row)), source.timeOf(row)];
    if (id === undefined) return source.refuse('an id', source.idOf(row));
    if (typeof time !== 'number' || !Number.isFinite(time)) return source.refuse('a time', time);
    return { row, id, time };
  });
  return rows.sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
}
