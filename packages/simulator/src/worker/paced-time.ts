import type { Clock, Timer } from '@pkg/core';
import type { VirtualClock } from '../time/virtual-clock.js';

/** The time of the exchange in ms since the epoch, the ms since the `PacedTime` was created, and the speed. */
export type TimeState = {
  /** Time of the exchange, in ms since the epoch. */
  readonly time: number;
  /** Time since the `PacedTime` was created, in ms of the exchange. */
  readonly elapsed: number;
  /** Speed of the time: 1 is real time. */
  readonly speed: number;
};

/** Real ms between two steps of the exchange's time. */
const STEP = 16;
/** The most that one step moves the time, in ms. After a pause of the page, time goes on instead of catching up. */
const LONGEST_STEP = 250;
/** Real ms between two reports of the time. */
const REPORT = 250;

/**
 * Moves a virtual clock by the time of another clock, at any speed, so that a run can be repeated.
 *
 * Unlike `VirtualClock.follow`, each timer runs at exactly the time for which it was set, however long the machine was
 * busy. The same seed and the same commands at the same times therefore give the same run.
 */
export class PacedTime {
  readonly #clock: VirtualClock;
  readonly #source: Clock;
  readonly #listeners = new Set<(state: TimeState) => void>();
  /** Time stops here, in ms since the start. */
  #pauseAt = Number.POSITIVE_INFINITY;
  #speed = 0;
  #timer: Timer;
  #movedAt = 0;
  /** What was left of the last step, in ms: steps are whole. */
  #rest = 0;
  readonly #origin: number;
  #reportedAt = Number.NEGATIVE_INFINITY;

  /** `source` is the clock of this machine. */
  constructor(clock: VirtualClock, source: Clock) {
    this.#clock = clock;
    this.#source = source;
    this.#origin = clock.monotonic();
  }

  /** The time, the elapsed time and the speed. */
  get state(): TimeState {
    return { time: this.#clock.now(), elapsed: this.#clock.monotonic() - this.#origin, speed: this.#speed };
  }

  get speed(): number {
    return this.#speed;
  }

  /** 1 is real time; at 0 time stands still. */
  set speed(speed: number) {
    if (!(speed >= 0)) throw new RangeError(`speed: expected a number that is not negative, got ${speed}`);
    this.#speed = speed;
    this.#movedAt = this.#source.monotonic();
    this.#source.clearTimeout(this.#timer);
    if (speed > 0) this.#schedule();
    this.#report();
  }

  /** Stops time when exactly this many ms have elapsed since the start. */
  pauseAt(elapsed: number): void {
    this.#pauseAt = elapsed;
  }

  /** Moves time by `ms` at once. */
  async advance(ms: number): Promise<void> {
    await this.#clock.advance(ms);
    this.#report();
  }

  /**
   * Runs an action between two steps, and reports the time at which it ran. Between steps a whole number of ms has elapsed,
   * so that an action which is repeated at that time has the same effect.
   */
  async run<T>(action: () => T): Promise<T> {
    await this.#clock.advance(0);
    this.#report();
    return action();
  }

  /** Calls `listener` when the speed changes, and a few times a second while time moves. */
  onChange(listener: (state: TimeState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #schedule(): void {
    this.#timer = this.#source.setTimeout(() => void this.#move(), STEP);
  }

  async #move(): Promise<void> {
    const now = this.#source.monotonic();
    const passed = Math.min(now - this.#movedAt, LONGEST_STEP);
    this.#movedAt = now;
    const { speed } = this;
    const step = Math.floor(passed * speed + this.#rest);
    this.#rest += passed * speed - step;
    const left = this.#pauseAt - this.state.elapsed;
    if (left > step) await this.#clock.advance(step);
    else {
      this.#pauseAt = Number.POSITIVE_INFINITY;
      await this.#clock.advance(Math.max(0, left));
      this.speed = 0;
      return;
    }
    // If time was stopped during the step, the report of that moment was before the end of the step.
    if (this.#speed === 0 || this.#source.monotonic() - this.#reportedAt >= REPORT) this.#report();
    // The speed may have changed meanwhile, which has set a timer of its own.
    if (speed === this.#speed && speed > 0) {
      this.#source.clearTimeout(this.#timer);
      this.#schedule();
    }
  }

  #report(): void {
    this.#reportedAt = this.#source.monotonic();
    for (const listener of this.#listeners) listener(this.state);
  }
}
