import type { UpdateRange } from './sync.js';

/** So many events of ids long passed, each continuing the one before, are no stray duplicates. */
const RUN = 10;

/** Notices that a stream's ids went back: the exchange was started anew, or a recording plays once more. */
export class Rewind {
  #newest = 0;
  #next = 0;
  #run = 0;

  /** The stream has brought the update `u`, new to the book: it still goes forward, even where each event comes twice. */
  reach(u: number): void {
    this.#newest = Math.max(this.#newest, u);
    this.#run = 0;
  }

  /** Takes in an event that is old to the book; gives whether the stream has gone back. */
  isShownBy({ U, u }: UpdateRange): boolean {
    if (u > this.#newest) {
      // Old to a book whose snapshot was ahead of the stream.
      this.reach(u);
      return false;
    }
    this.#run = U === this.#next ? this.#run + 1 : 1;
    this.#next = u + 1;
    return this.#run >= RUN;
  }

  reset(): void {
    this.#newest = 0;
    this.#run = 0;
  }
}
