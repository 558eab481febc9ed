/**
 * How long snapshots may be behind the stream, in ms. The exchange sends snapshots from caches, so a single snapshot
 * may be too old. If all snapshots have been too old for longer than this, caches do not explain it: the book may be
 * wrong.
 */
const MAX_SNAPSHOT_LAG = 60_000;

/**
 * Decides which snapshots are too old for a book, and remembers since when all snapshots have been too old. Times are
 * monotonic, in ms.
 */
export class SnapshotAge {
  /** An update id that the exchange has already reached. A snapshot with a lower id may be too old. */
  #minId = 0;
  /**
   * The time since which every snapshot has been older than the book, or had an id below `#minId`. Undefined after a
   * snapshot that was new enough.
   */
  #olderSince: number | undefined;
  /** The time since which all snapshots have been too old to be continued by the events of the stream. */
  #tooOldSince: number | undefined;

  /** Records that the exchange has reached this update id. */
  reached(id: number): void {
    this.#minId = Math.max(this.#minId, id);
  }

  /**
   * Requires that snapshots have at least this update id from now on. Forgets since when snapshots have been too old.
   */
  require(id: number): void {
    this.reached(id);
    this.#olderSince = undefined;
  }

  /**
   * Forgets the lowest allowed id. Called when the update ids of the exchange went back, because newer snapshots have
   * lower ids after that.
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
   * Returns whether a snapshot is older than the book, or older than an update that the exchange has already reached.
   * If all snapshots have been older for a minute, returns `false`, so that this snapshot is used.
   *
   * @param reached The last update id of the snapshot or of the buffered events, whichever is higher.
   * @param base The id of the last update in the book; 0 if the snapshot need not continue the book.
   */
  isOlder(id: number, reached: number, base: number, now: number): boolean {
    if (id >= base && reached >= this.#minId) return false;
    this.#olderSince ??= now;
    return now - this.#olderSince < MAX_SNAPSHOT_LAG;
  }

  /**
   * Records that a snapshot was too old for the events of the stream to continue it. Returns whether all snapshots have
   * been too old for a minute.
   */
  wasTooOld(now: number): boolean {
    this.#tooOldSince ??= now;
    return now - this.#tooOldSince >= MAX_SNAPSHOT_LAG;
  }
}
