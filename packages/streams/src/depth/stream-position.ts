import type { Clock, Timer } from '@pkg/core';

/** How long the stream may take to reach a snapshot that is ahead of it, ms. */
const REACHED_WITHIN = 10_000;
/** A snapshot ahead of the stream is the newest state if no event comes for this long, ms. */
const QUIET_FOR = 3_000;

/** What a {@link StreamPosition} needs of the book that it serves. */
export type PositionOwner = {
  readonly book: { readonly lastUpdateId: number };
  /** Monotonic time of the last event. */
  readonly receivedAt: number | undefined;
  /** No event came since the snapshot of the book, so that the snapshot is the newest state. */
  streamIsQuiet(): void;
  /** The stream did not reach the snapshot of the book. */
  snapshotIsAhead(): void;
};

/** How far the stream of a book has come on this connection, and the wait until it reaches a snapshot that is ahead of it. */
export class StreamPosition {
  readonly #owner: PositionOwner;
  readonly #clock: Clock;
  #newest = 0;
  /** Runs while the stream has to reach a snapshot. */
  #timer: Timer | undefined;

  constructor(owner: PositionOwner, clock: Clock) {
    this.#owner = owner;
    this.#clock = clock;
  }

  /** The newest update that this connection has brought; 0 if there was no event. */
  get newest(): number {
    return this.#newest;
  }

  /** Whether the stream has to reach the snapshot of the book. */
  get isAwaited(): boolean {
    return this.#timer !== undefined;
  }

  /** The stream has brought this update. */
  advance(id: number): void {
    this.#newest = Math.max(this.#newest, id);
  }

  /** What the stream has brought so far says nothing about what it will bring. */
  reset(): void {
    this.stopWaiting();
    this.#newest = 0;
  }

  /** Waits for the stream to reach the snapshot of the book. `isLive`: the book is live, so that events have come since. */
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
