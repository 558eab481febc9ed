import type { UpdateRange } from './sync.js';

/** An event that waits for a snapshot, and when it came, on the monotonic clock. */
export type HeldEvent = UpdateRange & { readonly frame: string | Uint8Array; readonly at: number };

/** Events that wait for a snapshot, each once and in the order of their ids. */
export class HeldEvents {
  #events: HeldEvent[] = [];

  get all(): readonly HeldEvent[] {
    return this.#events;
  }

  get size(): number {
    return this.#events.length;
  }

  /** The newest update held; 0 without any. */
  get reach(): number {
    return this.#events.at(-1)?.u ?? 0;
  }

  /** Whether it was kept: not where it is held already. */
  add(event: HeldEvent): boolean {
    const events = this.#events;
    let index = events.length;
    while (index > 0 && (events[index - 1] as HeldEvent).u > event.u) index--;
    if (events[index - 1]?.u === event.u) return false;
    // A frame of bytes is a view of all that came with it; a copy lets that go.
    const frame = typeof event.frame === 'string' ? event.frame : new Uint8Array(event.frame);
    events.splice(index, 0, { ...event, frame });
    return true;
  }

  /** Drops the first ones. */
  drop(count: number): void {
    this.#events.splice(0, count);
  }

  /** Drops what came before a time. */
  dropBefore(at: number): void {
    const first = this.#events.findIndex((event) => event.at >= at);
    if (first !== 0) this.drop(first < 0 ? this.#events.length : first);
  }

  /** Gives all and holds none any more. */
  take(): readonly HeldEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
