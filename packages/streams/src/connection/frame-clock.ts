import type { Clock } from '@pkg/core';

/** One point in time on two clocks: {@link Clock.monotonic} and {@link Clock.now}. */
export type Timestamp = { readonly monotonic: number; readonly now: number };

/** Reads the time once for all frames that arrive in one task of the event loop. */
export class FrameClock {
  readonly #clock: Clock;
  #current: Timestamp | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The time at which the current task of the event loop first read this property. So all frames that arrive in this
   * task get the same time.
   */
  get time(): Timestamp {
    if (!this.#current) {
      this.#current = { monotonic: this.#clock.monotonic(), now: this.#clock.now() };
      queueMicrotask(() => {
        this.#current = undefined;
      });
    }
    return this.#current;
  }

  /**
   * Returns how long ago `then` was, in ms. Of the two clocks, the one that advanced more is used, because some
   * monotonic clocks stop while the machine sleeps.
   */
  since(then: Timestamp): number {
    const { monotonic, now } = this.time;
    return Math.max(monotonic - then.monotonic, now - then.now);
  }
}
