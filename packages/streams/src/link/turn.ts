import type { Clock } from '@pkg/core';

/** The time of this turn of the event loop, read once however many frames a turn brings. */
export class Turn {
  readonly #clock: Clock;
  #fresh = false;
  #monotonic = 0;
  #now = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** As {@link Clock.monotonic}. */
  get monotonic(): number {
    if (!this.#fresh) this.#read();
    return this.#monotonic;
  }

  /** As {@link Clock.now}. */
  get now(): number {
    if (!this.#fresh) this.#read();
    return this.#now;
  }

  #read(): void {
    this.#monotonic = this.#clock.monotonic();
    this.#now = this.#clock.now();
    this.#fresh = true;
    queueMicrotask(() => {
      this.#fresh = false;
    });
  }
}
