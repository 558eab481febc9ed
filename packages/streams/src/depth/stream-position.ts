import type { Clock, Timer } from '@pkg/core';

/** How long the stream may take to reach a snapshot that is ahead of it, ms. */
const REACHED_WITHIN = 10_000;
/** If no event comes for this long, a snapshot that is ahead of the stream is the newest state, ms. */
const QUIET_FOR = 3_000;

/** The book to whose stream a {@link StreamPosition} belongs. */
export type PositionOwner = {
  readonly book: { readonly lastUpdateId: number };
  /** Monotonic time of the last event. */
  readonly receivedAt: number | undefined;
  /** Called if no event came since the snapshot of the book. The snapshot is then the newest state. */
  streamIsQuiet(): void;
  /** Called if the stream did not reach the snapshot of the book in time. */
  snapshotIsAhead(): void;
};

/**
 * Holds the newest update id of a book's stream on this connection, and waits for the stream to reach a snapshot that
 * is ahead of it.
 */
export class StreamPosition {
  readonly #owner: PositionOwner;
  readonly #clock: Clock;
  #newest = 0;
  /** Set while the stream has to reach a snapshot. */
  #timer: Timer | undefined;

  constructor(owner: PositionOwner, clock: Clock) {
    this.#owner = owner;
    this.#clock = clock;
  }

  /** The id of the newest update on this connection; 0 before the first event. */
  get newest(): number {
    return this.#newest;
  }

  /** Whether the stream has to reach the snapshot of the book. */
  get isAwaited(): boolean {
    return this.#timer !== undefined;
  }

  /** Notes that the stream has sent this update. */
  advance(id: number): void {
    this.#newest = Math.max(this.#newest, id);
  }

  /** Forgets the position, because the next event need not continue the last one. */
  reset(): void {
    this.stopWaiting();
    this.#newest = 0;
  }

  /** Waits for the stream to reach the snapshot of the book. If `isLive` returns true, the stream is not quiet. */
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
