import type { Clock, Timer } from '@pkg/core';

/** Options of a {@link ClientClock}. */
export type ClientClockOptions = {
  /** How many ms the wall clock is ahead of the exchange's clock. @default 0 */
  readonly offset?: number | undefined;
  /** How much faster the clock runs than the exchange's clock, as a fraction: 0.001 gains 1 ms a second. @default 0 */
  readonly drift?: number | undefined;
};

/**
 * The clock of a client's machine, derived from the exchange's clock. It can have an offset and a drift, and it can be
 * set. The machine can also sleep.
 */
export class ClientClock implements Clock {
  readonly #exchangeClock: Clock;
  readonly #origin: number;
  readonly #drift: number;
  #offset: number;
  #awakeAt = 0;

  constructor(exchangeClock: Clock, options: ClientClockOptions = {}) {
    this.#exchangeClock = exchangeClock;
    this.#origin = exchangeClock.monotonic();
    this.#offset = options.offset ?? 0;
    this.#drift = options.drift ?? 0;
  }

  /** Wall-clock time of the client's machine, in ms since the epoch. */
  now(): number {
    const gained = (this.#exchangeClock.monotonic() - this.#origin) * this.#drift;
    return Math.floor(this.#exchangeClock.now() + this.#offset + gained);
  }

  /** Time in ms since an arbitrary start. */
  monotonic(): number {
    return (this.#exchangeClock.monotonic() - this.#origin) * (1 + this.#drift);
  }

  /** Calls `callback` once, after `ms` milliseconds. */
  setTimeout(callback: () => void, ms: number): Timer {
    const handle: { timer: Timer } = { timer: undefined };
    const wake = (): void => {
      const asleep = this.#awakeAt - this.#exchangeClock.monotonic();
      if (asleep > 0) handle.timer = this.#exchangeClock.setTimeout(wake, asleep);
      else callback();
    };
    handle.timer = this.#exchangeClock.setTimeout(wake, Math.max(0, ms) / (1 + this.#drift));
    return handle;
  }

  /** Cancels a timer. */
  clearTimeout(timer: Timer): void {
    if (timer) this.#exchangeClock.clearTimeout((timer as { timer: Timer }).timer);
  }

  /** Lets the time of the exchange stand still until `work` has settled. */
  hold(work: Promise<unknown>): void {
    this.#exchangeClock.hold?.(work);
  }

  /** Sets the wall clock forwards or back by `ms`. This does not affect timers. */
  step(ms: number): void {
    this.#offset += ms;
  }

  /** Suspends the machine: for `ms` of the exchange's time, its timers do not run. */
  sleep(ms: number): void {
    this.#awakeAt = Math.max(this.#awakeAt, this.#exchangeClock.monotonic() + ms);
  }
}
