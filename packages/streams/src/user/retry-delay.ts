import type { Clock } from '@pkg/core';

const FIRST_DELAY = 250;
const LONGEST_DELAY = 30_000;
/** An attempt whose result lasted at least this long was a success, in ms. */
const LONG_LIFE = 60_000;

/** Delays of retries, in ms: none at first, then longer after each failure and after each success that did not last. */
export class RetryDelay {
  readonly #clock: Clock;
  #failures = 0;
  #succeededAt: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The delay before the next attempt. */
  next(): number {
    const lasted = this.#end();
    if (lasted !== undefined && lasted < LONG_LIFE) {
      this.#failures += 1;
      // The first result that did not last may be an accident, so there is no delay after it.
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

  /** What had succeeded was ended by a cause that has delays of its own. */
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
