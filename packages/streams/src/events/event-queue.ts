import { conflate } from './conflate.js';
import type { StreamNotice } from './consumer.js';
import { sizeOf } from './size-of.js';

type Item<E> = {
  /** Name of the stream. */
  readonly stream: string;
  /** The event as it was received, or several events merged into the newest state. */
  event: E;
  /** The estimated memory that the event takes, in bytes. */
  size: number;
};

/** The most memory that queued events may take, in bytes. */
const MAX_BYTES = 32 * 2 ** 20;

/**
 * A queue between streams and one reader. It holds at most `limit` events and 32 MiB.
 *
 * With `conflates`, events that describe a state, such as tickers, are merged into the newest state while the reader is
 * busy. When the queue is full, the oldest event is dropped. The reader gets a `lagged` notice with the number of
 * dropped events before its next event.
 */
export class EventQueue<E> implements AsyncIterableIterator<E> {
  readonly #limit: number;
  readonly #conflates: boolean;
  readonly #notice: (notice: StreamNotice) => void;
  readonly #onEnd: () => void;
  #items: (Item<E> | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  readonly #newest: Map<string, Item<E>> = new Map();
  readonly #dropped: Map<string, number> = new Map();
  readonly #notices: StreamNotice[] = [];
  #waiting: ((result: IteratorResult<E>) => void)[] = [];
  #failed: { readonly error: unknown } | undefined;
  #rejecters: ((error: unknown) => void)[] = [];
  #ended = false;

  constructor(options: {
    readonly limit: number;
    readonly conflates: boolean;
    /** Receives notices. The function must not throw. */
    readonly notice: (notice: StreamNotice) => void;
    readonly onEnd: () => void;
  }) {
    this.#limit = options.limit;
    this.#conflates = options.conflates;
    this.#notice = options.notice;
    this.#onEnd = options.onEnd;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(stream: string, event: E): void {
    if (this.#ended) return;
    const reader = this.#waiting.shift();
    if (reader) {
      this.#rejecters.shift();
      reader({ done: false, value: event });
      return;
    }
    const merge = this.#conflates ? conflate(stream) : undefined;
    const newest = merge && this.#newest.get(stream);
    if (merge && newest) {
      try {
        newest.event = merge(newest.event, event) as E;
        this.#bytes -= newest.size;
        newest.size = sizeOf(newest.event);
        this.#bytes += newest.size;
        return this.#dropExcess();
      } catch {
        // An event without the documented fields cannot be merged, so the new event is queued separately.
      }
    }
    const item = { stream, event, size: sizeOf(event) };
    if (merge) this.#newest.set(stream, item);
    this.#items.push(item);
    this.#bytes += item.size;
    this.#dropExcess();
  }

  /** Adds a notice. The reader gets it before all events that are pushed later. */
  pushNotice(notice: StreamNotice): void {
    if (this.#ended) return;
    // At most 100 notices are kept: the 50 oldest and the 50 newest.
    if (this.#notices.length >= 100) this.#notices.splice(50, 1);
    if (this.#waiting.length > 0) return this.#notice(notice);
    this.#notices.push(notice);
  }

  /** Ends the queue. If `error` is given, the queued events can still be read, and the read after them rejects with it. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    if (error !== undefined) this.#failed = { error };
    const readers = this.#waiting.splice(0);
    const rejecters = this.#rejecters.splice(0);
    if (readers.length > 0 && this.#failed) {
      this.#failed = undefined;
      for (const reject of rejecters) reject(error);
    } else {
      for (const reader of readers) reader({ done: true, value: undefined });
    }
    if (error === undefined) this.#clear();
    this.#onEnd();
  }

  #clear(): void {
    this.#items = [];
    this.#head = 0;
    this.#bytes = 0;
    this.#newest.clear();
    this.#failed = undefined;
  }

  async next(): Promise<IteratorResult<E>> {
    this.#deliverNotices();
    const item = this.#shift();
    if (item) return { done: false, value: item.event };
    if (this.#failed) {
      const { error } = this.#failed;
      this.#failed = undefined;
      throw error;
    }
    if (this.#ended) return { done: true, value: undefined };
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      this.#rejecters.push(reject);
    });
  }

  async return(): Promise<IteratorResult<E>> {
    this.end();
    this.#clear();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #deliverNotices(): void {
    for (const notice of this.#notices.splice(0)) this.#notice(notice);
    const dropped = [...this.#dropped];
    this.#dropped.clear();
    for (const [stream, count] of dropped) this.#notice({ type: 'lagged', stream, count });
  }

  #shift(): Item<E> | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head] as Item<E>;
    this.#items[this.#head] = undefined;
    this.#head += 1;
    this.#bytes -= item.size;
    if (this.#head > 1_024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    if (this.#newest.get(item.stream) === item) this.#newest.delete(item.stream);
    return item;
  }

  #dropExcess(): void {
    while (this.length > this.#limit || this.#bytes > MAX_BYTES) {
      const item = this.#shift();
      if (!item) return;
      this.#dropped.set(item.stream, (this.#dropped.get(item.stream) ?? 0) + 1);
    }
  }
}
