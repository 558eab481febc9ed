import type { Clock, Timer } from '../platform/clock.js';
import { LONGEST_TIMER } from '../platform/longest-timer.js';

/** The deadline of a call. It is paused while the call waits for a permit of the limiter. */
export class Deadline {
  /** Ends the call because its time is over. */
  readonly expire: () => void;
  readonly #clock: Clock;
  #remaining: number;
  #startedAt = 0;
  #timer: Timer;
  #pauses = 0;

  /** Starts the deadline. `expire` is called after `ms`, not counting the time during which the deadline is paused. */
  constructor(clock: Clock, ms: number, expire: () => void) {
    this.#clock = clock;
    this.expire = expire;
    this.#remaining = ms;
    this.#start();
  }

  /** How long the call may still take, in ms, if the deadline is not paused again. */
  get remaining(): number {
    return this.#pauses > 0 ? this.#remaining : this.#remaining - (this.#clock.monotonic() - this.#startedAt);
  }

  /** Pauses the deadline. It runs again when `resume` has been called as many times as `pause`. */
  pause(): void {
    this.#remaining = this.remaining;
    this.#pauses++;
    this.clear();
  }

  resume(): void {
    if (--this.#pauses === 0) this.#start();
  }

  /** Ends the deadline: `expire` will not be called. */
  clear(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  #start(): void {
    this.#startedAt = this.#clock.monotonic();
    this.#timer = this.#clock.setTimeout(this.expire, Math.min(Math.max(0, this.#remaining), LONGEST_TIMER));
  }
}
