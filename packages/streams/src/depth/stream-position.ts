import type { Clock, Timer } from '@pkg/core';

/** How long the stream may take to reach the update id of a snapshot that is ahead of the stream, ms. */
const REACHED_WITHIN = 10_000;
/**
 * How long to wait for an event after a snapshot that is ahead of the stream, ms. If no event arrives, the snapshot
 * counts as the newest state of the exchange.
 */
const QUIET_FOR = 3_000;

/** The parts of a book that a {@link StreamPosition} uses. */
export type PositionOwner = {
  readonly book: { readonly lastUpdateId: number };
  /** Monotonic time at which the last event arrived, ms. */
  readonly receivedAt: number | undefined;
  /**
   * Called if no event has arrived since the snapshot of the book. The snapshot then counts as the newest state of the
   * exchange.
   */
  streamIsQuiet(): void;
  /** Called if the stream did not reach the update id of the book's snapshot in time. */
  snapshotIsAhead(): void;
};

/**
 * Holds the highest update id that the stream of a book has sent on the current connection. If a snapshot is ahead of
 * the stream, waits until the stream reaches the snapshot.
 */
export class StreamPosition {
  readonly #owner: PositionOwner;
  readonly #clock: Clock;
  #newest = 0;
  /** The timer that runs until the stream has reached the update id of the book's snapshot. */
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

  /** Records that the stream has sent the update with this id. */
  advance(id: number): void {
    this.#newest = Math.max(this.#newest, id);
  }

  /**
   * Forgets the update ids that the stream has sent. The next event need not continue the last one, because the stream
   * was lost.
   */
  reset(): void {
    this.stopWaiting();
    this.#newest = 0;
  }

  /**
   * Waits until the stream reaches the update id of the book's snapshot. If no event arrives in the first 3 s, the wait
   * ends early, unless `isLive` returns true.
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
      const left = since + REACHED_WITHIN - now;
      if (left <= 0) return this.#owner.snapshotIsAhead();
      this.#timer = this.#clock.setTimeout(look, left);
    };
    this.#timer = this.#clock.setTimeout(look, QUIET_FOR);
  }

  stopWaiting(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
