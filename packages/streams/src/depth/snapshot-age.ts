/** No cache of the exchange lags for this long. If snapshots are older than the book for this time, the book is wrong, ms. */
const MAX_SNAPSHOT_LAG = 60_000;

/** Which snapshots are too old for a book, and since when no snapshot was new enough. Times are monotonic, in ms. */
export class SnapshotAge {
  /** The lowest id that a snapshot may have, since the exchange is known to have reached it. */
  #minId = 0;
  /** Since when snapshots have been older than the book or `#minId`. */
  #olderSince: number | undefined;
  /** Since when no snapshot has reached the stream. */
  #tooOldSince: number | undefined;

  /** The exchange has reached this update. */
  reached(id: number): void {
    this.#minId = Math.max(this.#minId, id);
  }

  /** Snapshots must have this id at least, from now on. */
  require(id: number): void {
    this.reached(id);
    this.#olderSince = undefined;
  }

  /** The ids of the exchange went back, so that any snapshot may be the newest. */
  forgetIds(): void {
    this.#minId = 0;
  }

  /** A snapshot was new enough. */
  reset(): void {
    this.#minId = 0;
    this.#olderSince = undefined;
    this.#tooOldSince = undefined;
  }

  /**
   * Whether a snapshot is older than the book or the exchange was. If that goes on for a minute, it is used.
   *
   * @param reached The update to which the snapshot leads with the buffered events.
   * @param base The update that events have to continue.
   */
  isOlder(id: number, reached: number, base: number, now: number): boolean {
    if (id >= base && reached >= this.#minId) return false;
    this.#olderSince ??= now;
    return now - this.#olderSince < MAX_SNAPSHOT_LAG;
  }

  /** A snapshot was too old. Returns whether that goes on for a minute. */
  wasTooOld(now: number): boolean {
    this.#tooOldSince ??= now;
    return now - this.#tooOldSince >= MAX_SNAPSHOT_LAG;
  }
}
