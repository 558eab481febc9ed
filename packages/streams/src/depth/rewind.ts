/** So many events of ids long passed, each continuing the one before, are no stray duplicates. */
const RUN = 10;

/** Notices that a stream's ids went back: the exchange was started anew, or a recording plays once more. */
export class Rewind {
  #newest = 0;
  #next = 0;
  #run = 0;

  /** The stream has brought the update `u`. */
  reach(u: number): void {
    if (u > this.#newest) this.#newest = u;
  }

  /** Takes in an event that is old to the book; gives whether the stream has gone back. */
  isShownBy(U: number, u: number): boolean {
    if (u > this.#newest) {
      // Old to a book whose snapshot was ahead of the stream, which still goes forward.
      this.#newest = u;
      this.#run = 0;
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
