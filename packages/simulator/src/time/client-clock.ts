import type { Clock, Timer } from '@pkg/core';

export type HostClockOptions = {
  /** How far the wall clock is ahead of the timeline, in ms. @default 0 */
  readonly offset?: number | undefined;
  /** How much faster it runs than the timeline, as a fraction: 0.001 gains 1 ms a second. @default 0 */
  readonly drift?: number | undefined;
};

/** The clock of a client's computer on the exchange's timeline: it may be off, drift, be set, or sleep. */
export class HostClock implements Clock {
  readonly #timeline: Clock;
  readonly #origin: number;
  readonly #drift: number;
  #offset: number;
  #awakeAt = 0;

  constructor(timeline: Clock, options: HostClockOptions = {}) {
    this.#timeline = timeline;
    this.#origin = timeline.monotonic();
    this.#offset = options.offset ?? 0;
    this.#drift = options.drift ?? 0;
  }

  now(): number {
    const gained = (this.#timeline.monotonic() - this.#origin) * this.#drift;
    return Math.floor(this.#timeline.now() + this.#offset + gained);
  }

  monotonic(): number {
    return (this.#timeline.monotonic() - this.#origin) * (1 + this.#drift);
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const handle: { timer: Timer } = { timer: undefined };
    const wake = (): void => {
      const asleep = this.#awakeAt - this.#timeline.monotonic();
      if (asleep > 0) handle.timer = this.#timeline.setTimeout(wake, asleep);
      else callback();
    };
    handle.timer = this.#timeline.setTimeout(wake, Math.max(0, ms) / (1 + this.#drift));
    return handle;
  }

  clearTimeout(timer: Timer): void {
    if (timer) this.#timeline.clearTimeout((timer as { timer: Timer }).timer);
  }

  /** Someone sets the wall clock: it jumps by `ms`, forwards or back. */
  step(ms: number): void {
    this.#offset += ms;
  }

  /** The lid is closed: no timer of this host runs for `ms` of the timeline. */
  sleep(ms: number): void {
    this.#awakeAt = Math.max(this.#awakeAt, this.#timeline.monotonic() + ms);
  }
}
