import { type DepthSnapshot, readSnapshot } from '../book/index.js';
import type { StreamStatus } from '../events/consumer.js';
import { DepthFeed } from './depth-feed.js';

/** So many books in a row older than the one shown are no strays: the exchange's ids were set back. */
const STRAYS = 3;

/** A book kept from a partial depth stream, of which each frame is a whole book. */
export class PartialFeed extends DepthFeed {
  /** Books in a row that were older than the one shown. */
  #older = 0;
  /** The next book counts whatever its id: it is the first of a connection. */
  #isFirst = true;

  notice(): void {}

  confirmed(): void {
    this.isFlowing = true;
  }

  connection(status: StreamStatus): void {
    if (this.status === 'closed') return;
    this.isFlowing = status === 'open';
    if (this.isFlowing) return;
    this.#isFirst = true;
    this.lose('reconnect');
    this.doubt(false);
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
    if (isOlder && ++this.#older < STRAYS) {
      counters.old++;
      return;
    }
    this.#isFirst = false;
    this.#older = 0;
    book.load(next);
    counters.applied++;
    this.appliedAt = at;
    if (book.isCrossed) return this.lose('crossed');
    this.error = undefined;
    this.failures = 0;
    this.become('live');
  }
}
