/**
 * Snapshots from the caches of the exchange lag by less than this, ms. If all snapshots are older than the book for
 * this long, the book is wrong.
 */
const MAX_SNAPSHOT_LAG = 60_000;

/**
 * Decides which snapshots are too old for a book, and remembers since when all of them were. Times are monotonic, in
 * ms.
 */
export class SnapshotAge {
  /** An update id that the exchange has already reached, so that a newer snapshot has at least this id. */
  #minId = 0;
  /** The time since which all snapshots have been older than the book or `#minId`. */
  #olderSince: number | undefined;
  /** The time since which all snapshots have been too old to be continued by the events of the stream. */
  #tooOldSince: number | undefined;

  /** Records that the exchange has reached this update id. */
  reached(id: number): void {
    this.#minId = Math.max(this.#minId, id);
  }

  /** Requires that snapshots have at least this update id from now on. */
  require(id: number): void {
    this.reached(id);
    this.#olderSince = undefined;
  }

  /**
   * Forgets the lowest allowed id, because the update ids of the exchange went back, so that any snapshot may be the
   * newest.
   */
  forgetIds(): void {
    this.#minId = 0;
  }

  /** Forgets all ids and times, because a snapshot was new enough. */
  reset(): void {
    this.#minId = 0;
    this.#olderSince = undefined;
    this.#tooOldSince = undefined;
  }

  /**
   * Returns whether a snapshot is older than the book, or than an update that the exchange has reached. If all
   * snapshots of a minute were older, returns `false`, so that this snapshot is used.
   *
   * @param reached The id of the last update in the snapshot and the buffered events.
   * @param base The id of the last update in the book; 0 if the book need not be continued.
   */
  isOlder(id: number, reached: number, base: number, now: number): boolean {
    if (id >= base && reached >= this.#minId) return false;
    this.#olderSince ??= now;
    return now - this.#olderSince < MAX_SNAPSHOT_LAG;
  }

  /** Records that a snapshot was too old. Returns whether all snapshots have been too old for a minute. */
  wasTooOld(now: number): boolean {
    this.#tooOldSince ??= now;
    return now - this.#tooOldSince >= MAX_SNAPSHOT_LAG;
  }
}
