import type { UserEvent } from '../events/user.js';

const MAX_EVENTS = 10_000;
const MAX_LENGTH = 32 * 1024 * 1024;

/**
 * Events that have to wait until the changes before them have been read. Both the number and the total length of these
 * events are limited.
 */
export class HeldEvents {
  #events: UserEvent[] = [];
  #length = 0;

  /** Adds an event. If there are too many events, drops all of them and returns `false`. */
  add(event: UserEvent): boolean {
    this.#events.push(event);
    this.#length += JSON.stringify(event).length;
    if (this.#events.length <= MAX_EVENTS && this.#length <= MAX_LENGTH) return true;
    this.clear();
    return false;
  }

  /** Whether an event of this symbol waits. */
  has(symbol: string): boolean {
    return this.#events.some((event) => 's' in event && event.s === symbol);
  }

  /** Returns all waiting events, oldest first, and removes them. */
  take(): UserEvent[] {
    const events = this.#events;
    this.clear();
    return events;
  }

  clear(): void {
    this.#events = [];
    this.#length = 0;
  }
}
