import type { Clock } from '@pkg/core';

const FIRST_DELAY = 250;
const LONGEST_DELAY = 30_000;
/** A success must last at least this long to count, in ms. A shorter one delays the next attempt as a failure does. */
const LONG_LIFE = 60_000;

/**
 * Calculates the delay before each retry. It is 0 at first, and grows with each failure and each success that did not
 * last.
 */
export class RetryDelay {
  readonly #clock: Clock;
  #failures = 0;
  #succeededAt: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns the delay before the next attempt, in ms. */
  next(): number {
    const lasted = this.#end();
    if (lasted !== undefined && lasted < LONG_LIFE) {
      this.#failures += 1;
      // The first success that did not last may have ended by chance, so no delay follows it.
      if (this.#failures === 1) return 0;
    }
    return this.#failures === 0 ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (this.#failures - 1));
  }

  failed(): void {
    this.#failures += 1;
    this.#succeededAt = undefined;
  }

  succeeded(): void {
    this.#succeededAt = this.#clock.monotonic();
  }

  /** Called when a success was ended by a cause that delays the next attempt itself. */
  interrupted(): void {
    this.#end();
  }

  /** Returns how long the last success lasted; undefined if there was none. */
  #end(): number | undefined {
    if (this.#succeededAt === undefined) return undefined;
    const lasted = this.#clock.monotonic() - this.#succeededAt;
    this.#succeededAt = undefined;
    if (lasted >= LONG_LIFE) this.#failures = 0;
    return lasted;
  }
}
