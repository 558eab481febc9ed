import type { Clock, Timer } from '@pkg/core';
import type { VirtualClock } from '@pkg/simulator';

export type HostOptions = {
  /** How many ms the wall clock is ahead of the exchange's clock. */
  readonly offset: number;
  /** How much faster the machine's clocks run than the exchange's, as a fraction: 0.001 is 0.1 % faster. */
  readonly drift: number;
  /** Whether the monotonic clock stops while the machine sleeps, as it does on some platforms. */
  readonly stopsAsleep: boolean;
  /**
   * Whether timers that are due run before the frames that have arrived, when the machine was asleep or busy and runs
   * again.
   */
  readonly timersFirst: boolean;
};

/**
 * The largest drift, as a fraction, at which the client certainly keeps the exchange's rate limits even at the moment
 * when one time window ends and the next begins.
 */
const PRECISE = 0.0002;

/**
 * The client's machine: its clocks, its timers and its event loop. The wall clock may be wrong, and may be set. The
 * machine may pause, because it sleeps or because its event loop is busy. Its timers may be throttled.
 */
export class Host implements Clock {
  readonly #clock: VirtualClock;
  readonly #options: HostOptions;
  #offset: number;
  #drift: number;
  /**
   * The readings of three clocks at the same moment: the exchange's monotonic clock, the machine's wall clock and the
   * machine's monotonic clock. {@link now} and {@link monotonic} add the time that has passed since that moment.
   */
  #from: { readonly exchange: number; readonly now: number; readonly monotonic: number };
  /** The machine is asleep or busy until this time of the exchange's monotonic clock. */
  #awakeAt = 0;
  #pausedAt = 0;
  /** Whether the machine's monotonic clock stands still now, because the machine sleeps. */
  #isStopped = false;
  #throttledUntil = 0;
  #granularity = 1;
  #unattended = 0;
  #unattendedUntil = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #timers = new Set<object>();
  readonly #onAwake: (paused: number) => void;

  /**
   * @param onAwake called after each time in which the machine was asleep or busy, before anything else runs on the
   * machine. It receives the length of that time in ms, as the machine's own clocks show it. That length is too short
   * if the monotonic clock stood still and the wall clock was set back.
   */
  constructor(clock: VirtualClock, options: HostOptions, onAwake: (paused: number) => void) {
    this.#clock = clock;
    this.#options = options;
    this.#offset = options.offset;
    this.#drift = options.drift;
    this.isPrecise = Math.abs(options.drift) <= PRECISE;
    this.#from = { exchange: clock.monotonic(), now: clock.now(), monotonic: 0 };
    this.#onAwake = onAwake;
  }

  now(): number {
    return Math.floor(this.#from.now + this.#elapsed * (1 + this.#drift) + this.#offset);
  }

  monotonic(): number {
    const end = this.#isStopped ? this.#pausedAt : this.#clock.monotonic();
    return this.#from.monotonic + (end - this.#from.exchange) * (1 + this.#drift);
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const due = this.monotonic() + Math.max(0, ms);
    const handle: { timer: Timer } = { timer: undefined };
    this.#timers.add(handle);
    const arm = (wait: number): void => {
      handle.timer = this.#clock.setTimeout(fire, Math.max(0, wait));
    };
    // Each wait is at least 0.001 ms. A shorter wait could be lost in rounding, and the time would not advance.
    const again = (wait: number): void => arm(Math.max(wait, 0.001));
    const fire = (): void => {
      const now = this.#clock.monotonic();
      if (now < this.#awakeAt) return again(this.#awakeAt - now);
      const left = (due - this.monotonic()) / (1 + this.#drift);
      if (left > 0) return again(left);
      const late = this.#throttledUntil > now ? now % this.#granularity : 0;
      if (late > 0) return again(Math.min(this.#granularity - late, this.#throttledUntil - now));
      this.#timers.delete(handle);
      callback();
    };
    arm(Math.max(0, ms) / (1 + this.#drift));
    return handle;
  }

  clearTimeout(timer: Timer): void {
    if (!timer) return;
    this.#timers.delete(timer as object);
    this.#clock.clearTimeout((timer as { timer: Timer }).timer);
  }

  /** The number of timers that are set and have not run yet. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  get isAwake(): boolean {
    return this.#clock.monotonic() >= this.#awakeAt;
  }

  /**
   * How long the machine has run, in ms, without pauses and without times of throttled timers. The client cannot keep
   * its time limits while its machine is paused, so the checks measure these limits by this time.
   */
  get attended(): number {
    const now = this.#clock.monotonic();
    // `#unattended` already includes the rest of a pause that has not ended. So this rest is added again.
    return now - this.#unattended + Math.max(0, this.#unattendedUntil - now);
  }

  /** Sets the wall clock forwards or back by `ms`. */
  step(ms: number): void {
    this.#offset += ms;
    this.steppedAt = this.monotonic();
  }

  /** When the wall clock was last set, by the machine's monotonic clock, in ms. */
  steppedAt: number = Number.NEGATIVE_INFINITY;

  /**
   * Whether the machine's clocks have always run nearly as fast as the exchange's: the drift was never above
   * {@link PRECISE}.
   */
  isPrecise: boolean;

  /** Changes how much faster the machine's clocks run than the exchange's. */
  set drift(drift: number) {
    this.#from = {
      exchange: this.#clock.monotonic(),
      now: this.#from.now + this.#elapsed * (1 + this.#drift),
      monotonic: this.monotonic(),
    };
    this.#drift = drift;
    if (Math.abs(drift) > PRECISE) this.isPrecise = false;
  }

  /** Pauses timers and incoming data for `ms`, because the machine sleeps or its event loop is busy. */
  pause(ms: number, isSleep: boolean): void {
    const now = this.#clock.monotonic();
    if (now < this.#awakeAt || !this.#isIdle) return;
    this.#awakeAt = now + ms;
    this.#pausedAt = now;
    this.#isStopped = isSleep && this.#options.stopsAsleep;
    const [wall, monotonic] = [this.now(), this.monotonic()];
    this.#ignore(ms);
    this.#clock.setTimeout(() => {
      if (this.#isStopped) {
        this.#from = { exchange: this.#awakeAt, now: this.#from.now + this.#elapsed * (1 + this.#drift), monotonic };
        this.#isStopped = false;
      }
      this.#onAwake(Math.min(ms, Math.max(this.now() - wall, this.monotonic() - monotonic)));
      this.#runWaiting(this.#options.timersFirst ? 1 : 0);
    }, ms);
  }

  /**
   * For `ms` milliseconds, lets timers run only at multiples of `granularity` ms, as browsers do in background tabs.
   */
  throttle(ms: number, granularity: number): void {
    this.#throttledUntil = this.#clock.monotonic() + ms;
    this.#granularity = granularity;
    this.#ignore(ms + granularity);
  }

  /** Runs a function on the machine: at once, or after everything that waits for the end of a pause. */
  run(act: () => void): void {
    if (this.isAwake && this.#isIdle) act();
    else this.#waiting.push(act);
  }

  /** Returns a promise that resolves when the pause of the machine is over; undefined if the machine runs now. */
  awake(): Promise<void> | undefined {
    if (this.isAwake && this.#isIdle) return undefined;
    return new Promise((resolve) => this.run(resolve));
  }

  get #isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  get #elapsed(): number {
    return this.#clock.monotonic() - this.#from.exchange;
  }

  #ignore(ms: number): void {
    const now = this.#clock.monotonic();
    const until = Math.max(this.#unattendedUntil, now + ms);
    this.#unattended += until - Math.max(this.#unattendedUntil, now);
    this.#unattendedUntil = until;
  }

  /** Runs the functions that waited for the end of a pause, one by one, so that promises settle in between. */
  #runWaiting(delay: number): void {
    if (this.#isIdle) return;
    this.#clock.setTimeout(() => {
      const [act] = this.#waiting;
      act?.();
      this.#waiting.shift();
      this.#runWaiting(0);
    }, delay);
  }
}
