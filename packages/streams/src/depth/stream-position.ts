import type { Clock, Timer } from '@pkg/core';

/** How long the stream may take to reach the update id of a snapshot that is ahead of it, ms. */
const REACHED_WITHIN = 10_000;
/**
 * If no event arrives for this long, ms, a snapshot that is ahead of the stream is the newest state of the exchange.
 */
const QUIET_FOR = 3_000;

/** What a {@link StreamPosition} needs of the book to whose stream it belongs. */
export type PositionOwner = {
  readonly book: { readonly lastUpdateId: number };
  /** Monotonic time at which the last event arrived, ms. */
  readonly receivedAt: number | undefined;
  /** Called if no event has arrived since the snapshot of the book, so that the snapshot is the newest state. */
  streamIsQuiet(): void;
  /** Called if the stream did not reach the update id of the book's snapshot in time. */
  snapshotIsAhead(): void;
};

/**
 * Holds the highest update id that the stream of a book has sent on this connection, and waits until the stream reaches
 * a snapshot that is ahead of it.
 */
export class StreamPosition {
  readonly #owner: PositionOwner;
  readonly #clock: Clock;
  #newest = 0;
  /** Set while the stream has not reached the book's snapshot. */
  #timer: Timer | undefined;

  constructor(owner: PositionOwner, clock: Clock) {
    this.#owner = owner;
    this.#clock = clock;
  }

  /** The highest update id on this connection; 0 before the first event. */
  get newest(): number {
    return this.#newest;
  }

  /** Whether the stream still has to reach the update id of the book's snapshot. */
  get isAwaited(): boolean {
    return this.#timer !== undefined;
  }

  /** Records that the stream has sent this update. */
  advance(id: number): void {
    this.#newest = Math.max(this.#newest, id);
  }

  /** Forgets the update ids, because the next event need not continue the last one. */
  reset(): void {
    this.stopWaiting();
    this.#newest = 0;
  }

  /**
   * Waits until the stream reaches the snapshot of the book. If `isLive` returns true, the absence of events does not
   * end the wait.
   */
  await(isLive: () => boolean): void {
    if (this.#timer !== undefined) return;
    const since = this.#clock.monotonic();
    const look = (): void => {
      this.#timer = undefined;
      const { book, receivedAt = 0 } = this.#owner;
      const now = this.#clock.monotonic();
      if (this.#newest >= book.lastUpdateId) return;
      if (!isLive() && receivedAt <= since) return this.#owner.streamIsQuiet();
      if (now - since >= REACHED_WITHIN) return this.#owner.snapshotIsAhead();
      this.#timer = this.#clock.setTimeout(look, since + REACHED_WITHIN - now);
    };
    this.#timer = this.#clock.setTimeout(look, QUIET_FOR);
  }

  stopWaiting(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
