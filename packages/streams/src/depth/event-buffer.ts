import type { UpdateRange } from '../book/index.js';

/** An event that waits for a snapshot. `at` is the monotonic time at which it arrived, ms. */
export type BufferedEvent = UpdateRange & { readonly frame: string | Uint8Array; readonly at: number };

/** The most events, and the most bytes of events, that are buffered for a book. */
const MAX_EVENTS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;

/** Events that wait for a snapshot, without duplicates and sorted by their update ids. */
export class EventBuffer {
  #events: BufferedEvent[] = [];
  #bytes = 0;

  get events(): readonly BufferedEvent[] {
    return this.#events;
  }

  get size(): number {
    return this.#events.length;
  }

  /** Whether the buffer exceeds its limits, so that the caller has to empty it. */
  get isFull(): boolean {
    return this.#events.length > MAX_EVENTS || this.#bytes > MAX_BYTES;
  }

  /** Id of the newest update; 0 if the buffer is empty. */
  get lastUpdateId(): number {
    return this.#events.at(-1)?.u ?? 0;
  }

  /** Adds an event. Returns false if it is a duplicate. */
  add(event: BufferedEvent): boolean {
    const events = this.#events;
    let index = events.length;
    while (index > 0 && (events[index - 1] as BufferedEvent).u > event.u) index--;
    if (events[index - 1]?.u === event.u) return false;
    // The bytes of a frame are a view of a larger buffer. Copying them allows that buffer to be freed.
    const frame = typeof event.frame === 'string' ? event.frame : new Uint8Array(event.frame);
    events.splice(index, 0, { ...event, frame });
    this.#bytes += frame.length;
    return true;
  }

  /** Drops the oldest `count` events. */
  drop(count: number): void {
    for (const { frame } of this.#events.splice(0, count)) this.#bytes -= frame.length;
  }

  /** Drops the events that arrived before a time. */
  dropBefore(at: number): void {
    const first = this.#events.findIndex((event) => event.at >= at);
    if (first !== 0) this.drop(first < 0 ? this.#events.length : first);
  }

  /** Returns all events and empties the buffer. */
  flush(): readonly BufferedEvent[] {
    const events = this.#events;
    this.#events = [];
    this.#bytes = 0;
    return events;
  }
}
