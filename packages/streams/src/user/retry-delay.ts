import type { Clock } from '@pkg/core';

const FIRST_DELAY = 250;
const LONGEST_DELAY = 30_000;
/**
 * How long a success must last to reset the delay, in ms. A success that ends earlier increases the delay like a
 * failure.
 */
const LONG_LIFE = 60_000;

/**
 * Calculates the delay before each attempt to reach a lasting state, such as a subscription. The first attempt has no
 * delay. The delay grows with each failure. A success that ends within a minute also counts as a failure.
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
      // A subscription that ends soon after its start counts as a failure. No delay follows the first such failure,
      // because a single one may be a coincidence.
      if (this.#failures === 1) return 0;
    }
    return this.#failures === 0 ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (this.#failures - 1));
  }

  failed(): void {
    this.#failures += 1;
    this.#succeededAt = undefined;
  }

  /** Called when an attempt has succeeded. If an earlier success has not ended, its start is kept. */
  succeeded(): void {
    this.#succeededAt ??= this.#clock.monotonic();
  }

  /**
   * Called when the loss of the connection has ended a success. The reconnect already delays the next attempt, so a
   * short success does not count as a failure in this case.
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
