import type { Clock, Timer } from '@pkg/core';
import { createPace, type Pace } from './pace.js';
import { settle } from './settle.js';
import { TimerHeap, type TimerTask } from './timer-heap.js';

/** Options of a {@link VirtualClock}. */
export type VirtualClockOptions = {
  /**
   * Time of the wall clock when the clock is created, in ms since the epoch. @default 1735689600000
   * (2025-01-01T00:00:00Z)
   */
  readonly start?: number | undefined;
};

/** The state that {@link VirtualClock.exportState} returns. */
export type ClockState = { readonly start: number; readonly drift: number; readonly elapsed: number };

/** The latest time of the wall clock, in ms. It is in the year 2255. Later times would not be exact in microseconds. */
const LATEST = Math.floor(Number.MAX_SAFE_INTEGER / 1000);
/**
 * The highest speed. At this speed, timers already run as fast as the machine can, so a higher one would change
 * nothing.
 */
const MAX_SPEED = 1_000_000;
/**
 * The longest time for which timers run in a row while the clock follows another clock, in ms. Before further timers
 * run, the process can handle input and signals.
 */
const SLICE = 20;

/** The shortest wait of a timer in ms, except for a wait of 0. */
const SHORTEST_WAIT = 0.001;

/**
 * A clock that moves only by {@link advance}, or, after {@link follow}, at a multiple of the speed of another clock.
 * Timers run in the order of their due times, and timers with the same due time in the order in which they were set. So
 * a test or simulation that is repeated runs its timers in the same order.
 */
export class VirtualClock implements Clock {
  #start: number;
  #drift = 0;
  #source: Clock | undefined;
  readonly #timers: TimerHeap = new TimerHeap();
  #elapsed = 0;
  #advancing: Promise<void> = Promise.resolve();
  #pace: Pace | undefined;
  /**
   * Whether some timers are due but have not run yet, while the clock follows another clock. As long as this is true,
   * time stays at the due time of the last timer that ran.
   */
  #isBehind = false;
  #isInterrupted = false;
  /** The time at which the running call of {@link advance} ends. */
  #until = 0;
  /**
   * A call that moves the time, such as {@link advance}, stops the clock from following the other clock. This is the
   * speed at which the clock follows it again after the call. Undefined if no such call has stopped it.
   */
  #laterSpeed: number | undefined;
  /** The pending promises of {@link hold}. Time stands still until they have settled. */
  readonly #holds = new Set<Promise<void>>();
  /** The rejection reason of the first promise passed to {@link hold} that has rejected. */
  #holdError: { readonly error: unknown } | undefined;

  constructor(options: VirtualClockOptions = {}) {
    this.#start = wallTime('start', options.start ?? 1735689600000);
  }

  /** Wall-clock time, in ms since the epoch. */
  now(): number {
    return this.#start + this.monotonic() * (1 + this.#drift);
  }

  /**
   * Sets the wall clock forwards or back by `ms`. This does not affect timers.
   *
   * @throws {RangeError} if the wall clock would leave the years 1970 to 2255
   */
  step(ms: number): void {
    wallTime('step', this.now() + ms);
    this.#start += ms;
  }

  /**
   * How much faster the wall clock runs from now on than {@link monotonic}, as a fraction from -0.5 to 0.5: 0.001 gains
   * 1 ms a second.
   */
  set drift(drift: number) {
    if (!(Math.abs(drift) <= 0.5)) throw new RangeError(`drift: expected -0.5 to 0.5, got ${drift}`);
    this.#start += this.monotonic() * (this.#drift - drift);
    this.#drift = drift;
  }

  get drift(): number {
    return this.#drift;
  }

  /** Time in ms since the clock was created. */
  monotonic(): number {
    if (this.#pace && !this.#isBehind) this.#elapsed = Math.max(this.#elapsed, this.#pace.elapsed());
    return this.#elapsed;
  }

  /** Calls `callback` once, after `ms` milliseconds of this clock. */
  setTimeout(callback: () => void, ms: number): Timer {
    // Time must keep moving even if each callback sets a new timer with a wait of 0. So while this clock follows
    // another clock, a timer waits at least 1 ms, measured by the faster of the two clocks. Otherwise, a wait above 0
    // is at least `SHORTEST_WAIT`, because a shorter wait could be lost in rounding.
    const least = this.#pace ? Math.min(1, this.#pace.speed) : ms > 0 ? SHORTEST_WAIT : 0;
    const task = this.#timers.add(this.monotonic() + Math.max(least, Number.isFinite(ms) ? ms : 0), callback);
    this.#pace?.arm();
    return task;
  }

  /**
   * Calls `callback` once, when the wall clock reaches `time` (ms). This is more exact than {@link setTimeout} with the
   * ms until `time`. A later {@link step} or {@link drift} does not move the timer.
   */
  setAlarm(callback: () => void, time: number): Timer {
    const due = (time - this.#start) / (1 + this.#drift);
    const task = this.#timers.add(Math.max(this.monotonic(), due), callback);
    this.#pace?.arm();
    return task;
  }

  /** Cancels a timer. */
  clearTimeout(timer: Timer): void {
    if (timer !== undefined && timer !== null) this.#timers.remove(timer as TimerTask);
  }

  /** The number of timers that are set and have not run yet. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Time until the next timer is due, in ms. Undefined if no timer is set. */
  get nextIn(): number | undefined {
    const next = this.#timers.peek();
    return next && Math.max(0, next.due - this.monotonic());
  }

  /** The speed at which the clock follows another one. 0 if only {@link advance} moves it. */
  get speed(): number {
    return this.#pace?.speed ?? 0;
  }

  /**
   * Moves time by `ms` and runs every timer that is due. Between two timers, promises settle. If an earlier call is
   * still running, this one waits for it.
   *
   * @throws {RangeError} if `ms` is not a finite number
   */
  advance(ms: number): Promise<void> {
    if (!Number.isFinite(ms)) throw new RangeError(`ms: expected a finite number, got ${ms}`);
    const moved = this.#advancing.then(() => this.#withoutPace(() => this.#run(ms)));
    this.#advancing = moved.catch(() => undefined);
    return moved;
  }

  /**
   * Ends every running and every waiting call of {@link advance}. These calls run no further timer, and their promises
   * resolve.
   */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#advancing = this.#advancing.then(() => {
      this.#isInterrupted = false;
    });
  }

  /**
   * Lets time stand still until a promise has settled. A market source calls this while it reads data, and a client
   * while it loads code, so that no timer runs before the data or the code is there. If the promise rejects, the next
   * {@link advance} rejects with the same reason.
   */
  hold(promise: Promise<unknown>): void {
    const held: Promise<void> = promise.then(
      () => void this.#holds.delete(held),
      (error) => {
        this.#holds.delete(held);
        this.#holdError ??= { error };
      },
    );
    this.#holds.add(held);
  }

  /** Whether time stands still because of {@link hold}. */
  get isHeld(): boolean {
    return this.#holds.size > 0;
  }

  /** Returns the time as a JSON value, without the timers. */
  exportState(): ClockState {
    const elapsed = this.monotonic();
    return { start: this.#start, drift: this.#drift, elapsed };
  }

  /**
   * Continues at an exported time. Timers that are already set keep the number of ms until they run.
   *
   * @throws {RangeError} if the wall time is outside the years 1970 to 2255
   */
  importState({ start, drift, elapsed }: ClockState): void {
    if (![start, drift, elapsed].every(Number.isFinite)) {
      const given = JSON.stringify({ start, drift, elapsed });
      throw new RangeError(`clock: expected numbers as start, drift and elapsed, got ${given}`);
    }
    wallTime('clock', start + elapsed * (1 + drift));
    this.#withoutPace(() => {
      this.#timers.shift(elapsed - this.#elapsed);
      this.#until += elapsed - this.#elapsed;
      this.#start = start;
      this.#drift = drift;
      this.#elapsed = elapsed;
    });
  }

  /** Moves time by `ms` and runs no timers. Timers that are due run when time moves the next time. */
  skip(ms: number): void {
    this.#withoutPace(() => {
      this.#elapsed += Math.max(0, ms);
    });
  }

  /** Runs timers until none is left or `limit` ms have passed. Returns the ms that have passed. */
  async runUntilIdle(limit = 3_600_000): Promise<number> {
    const began = this.#elapsed;
    await settle();
    for (;;) {
      const next = this.nextIn;
      const left = limit - (this.#elapsed - began);
      if (next === undefined || left <= 0) return this.#elapsed - began;
      await this.advance(Math.min(next, left));
    }
  }

  /** Lets time run at `speed` times the speed of `source` from now on. A speed of 0 stops it. */
  follow(source: Clock, speed: number): void {
    this.#source = source;
    this.pace(speed);
  }

  /** Changes the speed of a clock that follows another one. At 0, only {@link advance} moves it. */
  pace(speed: number): void {
    const source = this.#source;
    if (!source) throw new RangeError('speed: this clock follows no other clock; call follow first');
    if (!(speed >= 0 && speed <= MAX_SPEED)) throw new RangeError(`speed: expected 0 to ${MAX_SPEED}, got ${speed}`);
    if (this.#laterSpeed !== undefined) {
      this.#laterSpeed = speed;
      return;
    }
    const elapsed = this.monotonic();
    this.#isBehind = false;
    this.#pace?.stop();
    this.#pace = undefined;
    if (speed === 0) return;
    const pace = createPace(
      source,
      speed,
      elapsed,
      () => this.nextIn,
      () => this.#runDue(source, pace),
    );
    this.#pace = pace;
    pace.arm();
  }

  /** Stops following the other clock while `move` runs. */
  #withoutPace<T>(move: () => T): T {
    const { speed } = this;
    if (speed === 0) return move();
    this.pace(0);
    this.#laterSpeed = speed;
    const follow = (): void => {
      const later = this.#laterSpeed as number;
      this.#laterSpeed = undefined;
      this.pace(later);
    };
    const moved = move();
    if (moved instanceof Promise) return moved.finally(follow) as T;
    follow();
    return moved;
  }

  async #run(ms: number): Promise<void> {
    await settle();
    this.#until = this.#elapsed + Math.max(0, ms);
    await this.#released();
    for (let next = this.#timers.peek(); next && next.due <= this.#until; next = this.#timers.peek()) {
      if (this.#isInterrupted) return;
      this.#elapsed = Math.max(this.#elapsed, next.due);
      this.#timers.remove(next);
      next.callback();
      await settle();
      await this.#released();
    }
    if (this.#isInterrupted) return;
    this.#elapsed = Math.max(this.#elapsed, this.#until);
    await settle();
  }

  /** Waits until all promises that were passed to {@link hold} have settled. */
  async #released(): Promise<void> {
    while (this.#holds.size > 0) {
      await Promise.all(this.#holds);
      await settle();
    }
    const failed = this.#holdError;
    this.#holdError = undefined;
    if (failed) throw failed.error;
  }

  /**
   * Runs the timers that are due by the followed clock, for at most {@link SLICE} ms. If timers remain, time stays at
   * the due time of the last timer that ran. So each timer runs at the time for which it was set.
   */
  #runDue(source: Clock, pace: Pace): void {
    const until = pace.elapsed();
    const end = source.monotonic() + SLICE;
    this.#isBehind = true;
    try {
      for (let next = this.#timers.peek(); next && next.due <= until; next = this.#timers.peek()) {
        if (this.#holds.size > 0 || source.monotonic() > end) return;
        this.#elapsed = Math.max(this.#elapsed, next.due);
        this.#timers.remove(next);
        next.callback();
        if (this.#pace !== pace) return;
      }
      this.#isBehind = false;
    } catch (error) {
      this.#isBehind = false;
      throw error;
    }
  }
}

function wallTime(name: string, time: number): number {
  if (time >= 0 && time <= LATEST) return time;
  throw new RangeError(`${name}: expected a wall time from 1970-01-01 to 2255-06-05, got ${time} ms`);
}
