import type { Clock, Timer } from '../src/platform/clock.js';

type Entry = { readonly at: number; readonly order: number; readonly callback: () => void };

/**
 * A clock whose time moves only when a test advances it. Timers fire in the sequence of their times, and promises
 * settle between them.
 */
export class ManualClock implements Clock {
  /** The timers that have not fired, for tests that check that none is left. */
  readonly timers: Set<Entry> = new Set();
  #elapsed = 0;
  #wall: number;
  #order = 0;

  constructor(now = 1_700_000_000_000) {
    this.#wall = now;
  }

  now(): number {
    return this.#wall + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const entry: Entry = { at: this.#elapsed + Math.max(0, ms), order: this.#order++, callback };
    this.timers.add(entry);
    return entry;
  }

  clearTimeout(timer: Timer): void {
    this.timers.delete(timer as Entry);
  }

  /** Moves the wall clock by `ms`, as when a user sets the clock. Monotonic time does not change. */
  step(ms: number): void {
    this.#wall += ms;
  }

  /** Advances time by `ms` and fires the timers that become due. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#fire(next);
      await settle();
    }
    this.#elapsed = end;
    await settle();
  }

  /**
   * Fires timers one after another until `promise` settles, and returns `promise`. Use this method only for code whose
   * only source of time is this clock. Sign with a synchronous signer, because this clock does not wait for WebCrypto
   * or sockets.
   */
  async run<T>(promise: Promise<T>): Promise<T> {
    let pending = true;
    const done = (): void => {
      pending = false;
    };
    promise.then(done, done);
    await settle();
    while (pending) {
      const next = this.#next(Number.POSITIVE_INFINITY);
      // Without a timer, the promise waits for work outside this clock, such as WebCrypto or a socket.
      if (next) this.#fire(next);
      await settle();
    }
    return promise;
  }

  #next(until: number): Entry | undefined {
    let found: Entry | undefined;
    for (const entry of this.timers) {
      if (entry.at > until) continue;
      if (!found || entry.at < found.at || (entry.at === found.at && entry.order < found.order)) found = entry;
    }
    return found;
  }

  #fire(entry: Entry): void {
    this.timers.delete(entry);
    this.#elapsed = Math.max(this.#elapsed, entry.at);
    entry.callback();
  }
}

/** Waits a few iterations of the event loop, so that promises settle. */
async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}
