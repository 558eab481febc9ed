import type { Clock, Timer } from '@pkg/core';
import { createPace, type Pace } from './pace.js';
import { settle } from './settle.js';
import { TimerHeap, type TimerTask } from './timer-heap.js';

export type VirtualClockOptions = {
  /** The wall clock's first reading, ms since the epoch. @default 1735689600000 (2025-01-01T00:00:00Z) */
  readonly start?: number | undefined;
};

/**
 * Time that moves only when told to: by {@link advance}, or by {@link follow} at any multiple of another clock's pace.
 * Timers run in order of their time, then of their making, so a run repeats exactly.
 */
export class VirtualClock implements Clock {
  #start: number;
  #drift = 0;
  #source: Clock | undefined;
  readonly #timers: TimerHeap = new TimerHeap();
  #elapsed = 0;
  #advancing: Promise<void> = Promise.resolve();
  #pace: Pace | undefined;

  constructor(options: VirtualClockOptions = {}) {
    this.#start = options.start ?? 1735689600000;
  }

  now(): number {
    return this.#start + this.monotonic() * (1 + this.#drift);
  }

  /** Sets the wall clock ahead or back; timers do not notice. */
  step(ms: number): void {
    this.#start += ms;
  }

  /** From now on the wall clock gains this fraction: 0.001 is 1 ms a second. */
  set drift(drift: number) {
    this.#start += this.monotonic() * (this.#drift - drift);
    this.#drift = drift;
  }

  get drift(): number {
    return this.#drift;
  }

  monotonic(): number {
    if (this.#pace) this.#elapsed = Math.max(this.#elapsed, this.#pace.elapsed());
    return this.#elapsed;
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const task = this.#timers.add(this.monotonic() + Math.max(0, Number.isFinite(ms) ? ms : 0), callback);
    this.#pace?.arm();
    return task;
  }

  clearTimeout(timer: Timer): void {
    if (timer !== undefined && timer !== null) this.#timers.remove(timer as TimerTask);
  }

  /** Timers that have not run yet. */
  get pending(): number {
    return this.#timers.size;
  }

  /** When the next timer is due, in ms from now; undefined when none is set. */
  get nextIn(): number | undefined {
    const next = this.#timers.peek();
    return next && Math.max(0, next.due - this.monotonic());
  }

  /** How fast time runs by itself: 0 when it is moved by hand. */
  get speed(): number {
    return this.#pace?.speed ?? 0;
  }

  /**
   * Moves time by `ms`, running every timer on the way; promises settle between one timer and the next. Calls made
   * while another is under way queue up behind it.
   */
  advance(ms: number): Promise<void> {
    const moved = this.#advancing.then(() => this.#byHand(() => this.#run(ms)));
    this.#advancing = moved.catch(() => undefined);
    return moved;
  }

  /** Jumps ahead without running timers: those that come due run late, at the next move. */
  skip(ms: number): void {
    this.#byHand(() => {
      this.#elapsed += Math.max(0, ms);
    });
  }

  /** Runs timers until none is left or `limit` ms have gone by; gives the ms that went by. */
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

  /** From now on time runs at `speed` times the pace of `source`; a speed of 0 stops it. */
  follow(source: Clock, speed: number): void {
    this.#source = source;
    this.pace(speed);
  }

  /** Changes the speed of a clock that follows another; 0 leaves it to {@link advance}. */
  pace(speed: number): void {
    const source = this.#source;
    if (!source) throw new RangeError('this clock is moved by hand: it follows no other');
    if (!(speed >= 0)) throw new RangeError(`a clock cannot run at speed ${speed}`);
    const elapsed = this.monotonic();
    this.#pace?.stop();
    this.#pace = undefined;
    if (speed > 0)
      this.#pace = createPace(
        source,
        speed,
        elapsed,
        () => this.nextIn,
        () => this.#runDue(),
      );
    this.#pace?.arm();
  }

  /** Holds the pace, if there is one, while time is moved. */
  #byHand<T>(move: () => T): T {
    const { speed } = this;
    if (speed === 0) return move();
    this.pace(0);
    const moved = move();
    if (moved instanceof Promise) return moved.finally(() => this.pace(speed)) as T;
    this.pace(speed);
    return moved;
  }

  async #run(ms: number): Promise<void> {
    await settle();
    const until = this.#elapsed + Math.max(0, ms);
    for (let next = this.#timers.peek(); next && next.due <= until; next = this.#timers.peek()) {
      this.#elapsed = Math.max(this.#elapsed, next.due);
      this.#timers.remove(next);
      next.callback();
      await settle();
    }
    this.#elapsed = Math.max(this.#elapsed, until);
    await settle();
  }

  #runDue(): void {
    const now = this.monotonic();
    for (let next = this.#timers.peek(); next && next.due <= now; next = this.#timers.peek()) {
      this.#timers.remove(next);
      next.callback();
    }
  }
}
