import type { Clock } from '@pkg/core';

const FIRST_DELAY = 250;
const LONGEST_DELAY = 30_000;
/**
 * A reached state must last for this long to reset the delay, in ms. If the state ends earlier, the next attempt is
 * delayed as after a failure.
 */
const LONG_LIFE = 60_000;

/**
 * Calculates the delay before each attempt to reach a lasting state, such as a subscription. The delay is 0 at first.
 * It grows with each failure, and with each success whose state ends within a minute.
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
      // No delay follows the first success that ended early, because the end may have been a coincidence.
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

  /**
   * Called when the reached state was ended by the loss of the connection. The reconnect already delays the next
   * attempt, so this end does not count as early.
   */
  interrupted(): void {
    this.#end();
  }

  /** Ends the current success, and returns how long it lasted; undefined if there is none. */
  #end(): number | undefined {
    if (this.#succeededAt === undefined) return undefined;
    const lasted = this.#clock.monotonic() - this.#succeededAt;
    this.#succeededAt = undefined;
    if (lasted >= LONG_LIFE) this.#failures = 0;
    return lasted;
  }
}
