import { signal as createSignal } from '@preact/signals';
import { messageOf } from './message-of.js';

/**
 * The parameters that select the rows of a query: the newest `limit` rows, or the rows of a time range. Times are in
 * ms.
 */
export type HistoryRange = { readonly limit: number; readonly startTime?: number; readonly endTime?: number };

/** How many of the newest rows are read at first. */
const PAGE = 50;
/** The longest time from `startTime` to `endTime` that the exchange accepts, in ms. */
const DAY = 86_400_000;
/** The most days that one call of `loadOlder` reads. The call stops earlier, after the first day that has a new row. */
const DAYS = 7;

/** The most rows that one query returns. */
const MOST = 1000;

/**
 * The rows of a history, newest first. If a read starts before the previous one has ended, the result of the previous
 * one is discarded.
 */
export class HistoryPages<T extends { readonly time: number }> {
  /** The rows, newest first; undefined until the first read has ended. */
  readonly rows = createSignal<readonly T[] | undefined>(undefined);
  readonly error = createSignal('');
  readonly isLoading = createSignal(false);
  /** The time since which no row is missing, in ms since the epoch; undefined while only the newest rows were read. */
  readonly since = createSignal<number | undefined>(undefined);
  readonly #read: (range: HistoryRange) => Promise<readonly T[]>;
  readonly #idOf: (row: T) => number;
  #reading = 0;
  /** Whether the newest rows are not read yet, or could not be read when they were last requested. */
  #isStale = false;

  constructor(read: (range: HistoryRange) => Promise<readonly T[]>, idOf: (row: T) => number) {
    this.#read = read;
    this.#idOf = idOf;
  }

  /** Reads the newest rows, and replaces all rows with them. */
  async refresh(): Promise<void> {
    this.#isStale = true;
    await this.#run(async (isCurrent) => {
      const page = await this.#read({ limit: PAGE });
      if (!isCurrent()) return;
      this.#isStale = false;
      this.rows.value = newestFirst(page);
      this.since.value = undefined;
    });
  }

  /**
   * Adds the rows of the day before the oldest row. If this day has no rows, tries up to six earlier days. If the newest
   * rows could not be read, reads them instead. A call has no effect while rows are being loaded.
   */
  async loadOlder(now: number): Promise<void> {
    if (this.isLoading.peek()) return;
    if (this.#isStale) return this.refresh();
    await this.#run(async (isCurrent) => {
      const since = this.since.peek();
      // The newest rows, which are read first, are limited in number. So rows with the same time as the oldest of them
      // may be missing, and the next page includes this time.
      let end = since === undefined ? (this.rows.peek()?.at(-1)?.time ?? now) : since - 1;
      for (let day = 0; day < DAYS; day++) {
        const page = await this.#readAll(end - DAY + 1, end);
        if (!isCurrent()) return;
        const known = new Set(this.rows.peek()?.map(this.#idOf));
        const added = page.filter((row) => !known.has(this.#idOf(row)));
        this.rows.value = [...(this.rows.peek() ?? []), ...newestFirst(added)];
        end -= DAY;
        this.since.value = end + 1;
        if (added.length > 0) return;
      }
    });
  }

  /**
   * Reads all rows of a time range. A page of {@link MOST} rows may be incomplete, so its range is read again in two
   * halves.
   */
  async #readAll(startTime: number, endTime: number): Promise<readonly T[]> {
    const page = await this.#read({ limit: MOST, startTime, endTime });
    if (page.length < MOST || startTime >= endTime) return page;
    const middle = Math.floor((startTime + endTime) / 2);
    return [...(await this.#readAll(startTime, middle)), ...(await this.#readAll(middle + 1, endTime))];
  }

  async #run(read: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const reading = ++this.#reading;
    const isCurrent = (): boolean => this.#reading === reading;
    this.isLoading.value = true;
    try {
      await read(isCurrent);
      if (isCurrent()) this.error.value = '';
    } catch (error) {
      if (isCurrent()) this.error.value = messageOf(error);
    } finally {
      if (isCurrent()) this.isLoading.value = false;
    }
  }
}

function newestFirst<T extends { readonly time: number }>(rows: readonly T[]): T[] {
  return [...rows].sort((one, other) => other.time - one.time);
}
