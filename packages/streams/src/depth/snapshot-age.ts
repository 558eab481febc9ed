/**
 * The caches of the exchange lag by less than this, ms. If snapshots are older than the book for this long, the book is
 * wrong.
 */
const MAX_SNAPSHOT_LAG = 60_000;

/**
 * Decides which snapshots are too old for a book, and notes since when all of them were. Times are monotonic, in ms.
 */
export class SnapshotAge {
  /** The exchange has reached this id, so a snapshot must reach it too. */
  #minId = 0;
  /** Since when all snapshots have been older than the book or `#minId`. */
  #olderSince: number | undefined;
  /** Since when no snapshot has reached the stream. */
  #tooOldSince: number | undefined;

  /** Notes that the exchange has reached this update. */
  reached(id: number): void {
    this.#minId = Math.max(this.#minId, id);
  }

  /** Requires at least this id of the snapshots from now on. */
  require(id: number): void {
    this.reached(id);
    this.#olderSince = undefined;
  }

  /** Forgets the lowest id, because the ids of the exchange went back: any snapshot may be the newest. */
  forgetIds(): void {
    this.#minId = 0;
  }

  /** Forgets everything, because a snapshot was new enough. */
  reset(): void {
    this.#minId = 0;
    this.#olderSince = undefined;
    this.#tooOldSince = undefined;
  }

  /**
   * Whether a snapshot is older than the book, or than an update that the exchange has reached. After a minute in which
   * all snapshots are older, returns `false`, so that the snapshot is used.
   *
   * @param reached The id of the last update in the snapshot and the buffered events.
   * @param base The id of the last update in the book; 0 if the book need not be continued.
   */
  isOlder(id: number, reached: number, base: number, now: number): boolean {
    if (id >= base && reached >= this.#minId) return false;
    this.#olderSince ??= now;
    return now - this.#olderSince < MAX_SNAPSHOT_LAG;
  }

  /** Notes that a snapshot was too old. Returns whether this has been so for a minute. */
  wasTooOld(now: number): boolean {
    this.#tooOldSince ??= now;
    return now - this.#tooOldSince >= MAX_SNAPSHOT_LAG;
  }
}
