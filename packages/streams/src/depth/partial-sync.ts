import { type DepthSnapshot, readSnapshot } from '../book/index.js';
import { BookSync } from './book-sync.js';
import type { ResyncReason } from './depth-counters.js';
import { streamSilent } from './depth-errors.js';

/**
 * If this many frames in a row are older than the book, the update ids of the exchange went back, as after a restart of
 * the exchange. A smaller number of such frames may have been delayed.
 */
const MAX_STRAYS = 3;

/** Keeps a book from a partial depth stream, each frame of which contains all levels of the book. */
export class PartialSync extends BookSync {
  /** How many of the last frames in a row were older than the current book. */
  #olderInRow = 0;
  /**
   * Whether the next frame is the first one of a connection. The first frame is used even if its update id is lower
   * than the book's.
   */
  #isFirst = true;

  fellSilent(): void {
    this.error = streamSilent(this.topic);
    this.lose('silent');
  }

  /** Does nothing: lost frames do not matter, because the next frame contains all levels. */
  notice(): void {}

  protected override lose(reason: ResyncReason): void {
    if (this.isInSync) this.resynced(reason);
    super.lose(reason);
  }

  protected connectionChanged(): void {
    if (this.isFlowing) return;
    this.#isFirst = true;
    this.lose('reconnect');
  }

  protected handle(frame: string | Uint8Array, at: number): void {
    const { book, counters, symbol } = this;
    let next: DepthSnapshot;
    try {
      next = readSnapshot(symbol, frame);
    } catch {
      counters.malformed++;
      return this.lose('malformed');
    }
    const isOlder = !this.#isFirst && next.lastUpdateId < book.lastUpdateId;
    if (isOlder && ++this.#olderInRow < MAX_STRAYS) {
      counters.old++;
      return;
    }
    this.#isFirst = false;
    this.#olderInRow = 0;
    book.load(next);
    counters.applied++;
    this.appliedAt = at;
    if (book.isCrossed) return this.lose('crossed');
    this.error = undefined;
    this.failures = 0;
    this.enter('live');
  }
}
