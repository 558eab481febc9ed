import type { Clock } from '@pkg/core';

/** A time by both clocks: as {@link Clock.monotonic} and as {@link Clock.now}. */
export type Moment = { readonly monotonic: number; readonly now: number };

/** The time of this turn of the event loop, read once however many frames a turn brings. */
export class FrameClock {
  readonly #clock: Clock;
  #moment: Moment | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get moment(): Moment {
    if (!this.#moment) {
      this.#moment = { monotonic: this.#clock.monotonic(), now: this.#clock.now() };
      queueMicrotask(() => {
        this.#moment = undefined;
      });
    }
    return this.#moment;
  }

  /** How long ago that was, in ms, by the clock that went further: some platforms stop monotonic time while they sleep. */
  since(then: Moment): number {
    const { monotonic, now } = this.moment;
    return Math.max(monotonic - then.monotonic, now - then.now);
  }
}
