import { signal as createSignal } from '@preact/signals';
import { messageOf } from './message-of.js';

/** The parameters of a query that choose the rows: the newest ones, or those of a time. */
export type HistoryRange = { readonly limit: number; readonly startTime?: number; readonly endTime?: number };

/** Rows of one query. */
const PAGE = 50;
/** The exchange returns at most the rows of this time between `startTime` and `endTime`, in ms. */
const DAY = 86_400_000;
/** Days without a row that one call of `loadOlder` passes over. */
const DAYS = 7;

/** The rows of a history, newest first. A reading that was overtaken by a newer one changes nothing. */
export class HistoryPages<T extends { readonly time: number }> {
  /** Undefined until the first reading. */
  readonly rows = createSignal<readonly T[] | undefined>(undefined);
  readonly error = createSignal('');
  readonly isLoading = createSignal(false);
  /** The rows are complete back to this time, in ms since the epoch; undefined while only the newest ones are read. */
  readonly since = createSignal<number | undefined>(undefined);
  readonly #read: (range: HistoryRange) => Promise<readonly T[]>;
  #reading = 0;

  constructor(read: (range: HistoryRange) => Promise<readonly T[]>) {
    this.#read = read;
  }

  /** Reads the newest rows, which replace all others. */
  async refresh(): Promise<void> {
    await this.#run(async (isCurrent) => {
      const page = await this.#read({ limit: PAGE });
      if (!isCurrent()) return;
      this.rows.value = newestFirst(page);
      this.since.value = undefined;
    });
  }

  /** Reads the rows of the day before, or of the last day before it that has one. Does nothing while it reads. */
  async loadOlder(now: number): Promise<void> {
    if (this.isLoading.peek()) return;
    await this.#run(async (isCurrent) => {
      let end = (this.since.peek() ?? this.rows.peek()?.at(-1)?.time ?? now) - 1;
      for (let day = 0; day < DAYS; day++) {
        const page = await this.#read({ limit: 1000, startTime: end - DAY + 1, endTime: end });
        if (!isCurrent()) return;
        this.rows.value = [...(this.rows.peek() ?? []), ...newestFirst(page)];
        end -= DAY;
        this.since.value = end + 1;
        if (page.length > 0) return;
      }
    });
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
