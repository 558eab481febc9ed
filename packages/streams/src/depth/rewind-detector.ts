import type { UpdateRange } from '../book/index.js';

/**
 * If this many events in a row are older than the book, and each continues the event before it, the update ids of the
 * exchange count as started over. Fewer such events may be duplicates.
 */
const RUN = 10;

/** Detects that a stream's update ids went back, because the exchange was restarted or a recording starts over. */
export class RewindDetector {
  #newest = 0;
  #next = 0;
  #run = 0;

  /**
   * The highest update id that the stream has sent since its ids last started over, on this and earlier connections.
   */
  get newest(): number {
    return this.#newest;
  }

  /**
   * Records that the stream has sent update `u`, which was new to the book. This shows that the stream moves forward,
   * even if it repeats events.
   */
  advance(u: number): void {
    this.#newest = Math.max(this.#newest, u);
    this.#run = 0;
  }

  /**
   * Counts an event that is older than the book. Returns whether the events that were counted so far show that the
   * update ids have started over.
   */
  detects({ U, u }: UpdateRange): boolean {
    if (u > this.#newest) {
      // An id above `#newest` is no sign of a restart. The update is new on the stream, so the event is older than the
      // book only because the book's snapshot was ahead of the stream.
      this.advance(u);
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
