import type { Clock, Timer } from '@pkg/core';
import type { BinanceError } from '@pkg/core/errors';
import { isFatal } from './user-subscriptions.js';

const FIRST_RETRY_DELAY = 250;
const LONGEST_RETRY_DELAY = 10_000;
/** The number of failed attempts in a row whose errors are not reported. The error of the next failure is reported. */
const REPORTED_AFTER = 5;

/**
 * Runs one read of the account at a time, either at once or after a delay. A failed read is repeated with growing
 * delays until it succeeds.
 */
export class ReadAttempts {
  readonly #clock: Clock;
  readonly #failed: (error: BinanceError) => void;
  readonly #report: (error: unknown) => void;
  #abort: AbortController | undefined;
  #timer: Timer;

  /**
   * @param failed receives an error with which every further attempt would fail too. No attempt follows this error.
   * @param report receives the error of a read that has failed several times in a row. Further attempts follow this
   * error.
   */
  constructor(clock: Clock, failed: (error: BinanceError) => void, report: (error: unknown) => void) {
    this.#clock = clock;
    this.#failed = failed;
    this.#report = report;
  }

  /** Stops the previous read. Returns the signal that aborts the queries of the next read. */
  start(): AbortSignal {
    this.stop();
    this.#abort = new AbortController();
    return this.#abort.signal;
  }

  stop(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#clock.clearTimeout(this.#timer);
  }

  /** Calls `call` after a delay in ms, unless {@link start}, {@link stop} or `later` is called during the delay. */
  later(delay: number, call: () => void): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(call, delay);
  }

  /** Calls `read` until it succeeds, and then calls `done`. After `signal` is aborted, calls neither of them. */
  async run(
    signal: AbortSignal,
    read: (attempt: number) => Promise<void>,
    done: () => void,
    attempt = 0,
  ): Promise<void> {
    try {
      await read(attempt);
    } catch (error) {
      if (signal.aborted) return;
      if (isFatal(error)) return this.#failed(error);
      const delay = Math.min(LONGEST_RETRY_DELAY, FIRST_RETRY_DELAY * 2 ** attempt);
      this.later(delay, () => void this.run(signal, read, done, attempt + 1));
      // A listener that receives the report may close the account. This stops the timer, so the timer is started first.
      if (attempt === REPORTED_AFTER) this.#report(error);
      return;
    }
    if (!signal.aborted) done();
  }
}
