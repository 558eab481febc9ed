import type { Clock, Timer } from '@pkg/core';
import type { VirtualClock } from '../time/virtual-clock.js';

/** The time and the speed of the exchange. */
export type TimeState = {
  /** Time of the exchange, in ms since the epoch. */
  readonly time: number;
  /** Time since the `PacedTime` was created, in ms of the exchange's time. */
  readonly elapsed: number;
  /** Speed of the exchange's time: 1 is real time. */
  readonly speed: number;
};

/** Real time between two steps of the exchange's time, in ms. */
const STEP = 16;
/**
 * The longest real time for which one step moves the exchange's time, in ms. If the browser halts the code for longer,
 * for example in a hidden tab, the exchange's time stands still for the rest of the halt.
 */
const LONGEST_STEP = 250;
/** Real time between two reports of the exchange's time, in ms. */
const REPORT = 250;

/**
 * Moves a virtual clock along with another clock, at any speed.
 *
 * Unlike with `VirtualClock.follow`, each timer of the virtual clock fires at exactly the time for which it was set,
 * even if the machine is busy. So a simulation can be repeated: the same seed and the same commands at the same times
 * give the same events.
 */
export class PacedTime {
  readonly #clock: VirtualClock;
  readonly #source: Clock;
  readonly #listeners = new Set<(state: TimeState) => void>();
  /** The virtual clock stops when it has moved by this many ms since the `PacedTime` was created. */
  #pauseAt = Number.POSITIVE_INFINITY;
  #speed = 0;
  #timer: Timer;
  #movedAt = 0;
  /**
   * The fraction of a ms by which the last step was too short, because each step is a whole number of ms. It is added
   * to the next step.
   */
  #rest = 0;
  readonly #origin: number;
  #reportedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param clock the clock to move
   * @param source the clock of this machine
   */
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

  /** The speed of time. 1 is real time; at 0 time does not move. */
  set speed(speed: number) {
    checkSpeed(speed);
    this.#speed = speed;
    this.#movedAt = this.#source.monotonic();
    this.#source.clearTimeout(this.#timer);
    if (speed > 0) this.#schedule();
    this.#report();
  }

  /** Stops the virtual clock when it has moved by exactly this many ms since the `PacedTime` was created. */
  pauseAt(elapsed: number): void {
    this.#pauseAt = elapsed;
  }

  /** Moves the exchange's time by `ms` at once. */
  async advance(ms: number): Promise<void> {
    await this.#clock.advance(ms);
    this.#report();
  }

  /**
   * Notifies the listeners of the time, and then runs an action. The action runs between two steps, when the elapsed
   * time is a whole number of ms. So a repeated simulation can run the action at exactly the same time.
   */
  async run<T>(action: () => T): Promise<T> {
    await this.#clock.advance(0);
    this.#report();
    return action();
  }

  /**
   * Adds a listener, which is called when the speed changes, and a few times a second while time moves. Returns a
   * function that removes the listener.
   */
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
    if (left > step) await this.#advance(step);
    else {
      this.#pauseAt = Number.POSITIVE_INFINITY;
      await this.#advance(Math.max(0, left));
      this.speed = 0;
      return;
    }
    // If the speed was set to 0 during the step, the listeners were notified of a time within the step. So they are
    // notified again, of the time at the end of the step.
    if (this.#speed === 0 || this.#source.monotonic() - this.#reportedAt >= REPORT) this.#report();
    // If the speed was changed during the step, the setter `speed` has already set the timer of the next step.
    if (speed === this.#speed && speed > 0) {
      this.#source.clearTimeout(this.#timer);
      this.#schedule();
    }
  }

  /**
   * Moves the exchange's time. An error of one of its timers is thrown by a timer of this machine, and does not stop the
   * time.
   */
  async #advance(ms: number): Promise<void> {
    try {
      await this.#clock.advance(ms);
    } catch (error) {
      this.#throwLater(error);
    }
  }

  /** Calls each listener. An error of one of them is thrown by a timer of this machine too. */
  #report(): void {
    this.#reportedAt = this.#source.monotonic();
    for (const listener of this.#listeners) {
      try {
        listener(this.state);
      } catch (error) {
        this.#throwLater(error);
      }
    }
  }

  #throwLater(error: unknown): void {
    this.#source.setTimeout(() => {
      throw error;
    }, 0);
  }
}

/** @throws {RangeError} if a speed is negative or not finite */
export function checkSpeed(speed: number): void {
  if (speed >= 0 && speed < Number.POSITIVE_INFINITY) return;
  throw new RangeError(`speed: expected a number that is not negative, got ${speed}`);
}
