import type { Clock, Timer } from '@pkg/core';
import type { FrameClock, Timestamp } from './frame-clock.js';

/**
 * How long a socket may be silent before it is probed, in ms. The exchange pings every 20 s, so where ping frames are
 * visible, a silence of 20 s is usual.
 */
const PROBE_AFTER_PINGS = 25_000;
const PROBE_AFTER = 20_000;
const ANSWER_WITHIN = 10_000;
/** How long to wait for the answer to a probe after the machine woke, in ms. The socket is probably dead. */
const ANSWER_AFTER_WAKE = 2_000;
/** If a timer fires this many ms after its time, a hidden tab, a busy event loop or sleep delayed it. */
const TIMER_TOLERANCE = 1_000;
const SLEPT = 30_000;
/** The longest timer, in ms. If timers stop while the machine sleeps, the first timer after it detects the sleep. */
const LOOK_EVERY = 5_000;
/**
 * If a frame arrived less than this many ms before a wake event, the user only switched tabs, and the socket is not
 * stale.
 */
const FRESH = 10_000;

export type LivenessHandlers = {
  /** Sends a probe, see {@link Session.probe}. */
  probe(isStale: boolean): void;
  /** The socket is dead, because a probe got no answer. */
  dead(reason: string): void;
  /**
   * The machine slept, or the page was hidden for a long time. The handler has to call {@link LivenessMonitor.wake}.
   */
  woke(): void;
};

/**
 * Watches one open socket for silence. Silence does not prove that the socket is dead: a proxy may answer pings itself,
 * or a server may ping less often. A delayed timer proves nothing either. So the socket is probed before it is given
 * up.
 *
 * A live socket receives a ping, or the answer to a probe, at least every 25 s. So 30 s of silence mean that the
 * machine slept. The next timer, frame or call of {@link checkSleep} detects this.
 */
export class LivenessMonitor {
  readonly #clock: Clock;
  readonly #frameClock: FrameClock;
  readonly #handlers: LivenessHandlers;
  /** The longest usual silence, in ms. */
  readonly #limit: number;
  /** When the last frame of any kind arrived. */
  receivedAt: Timestamp;
  /** When the unanswered probe was sent; undefined if there is none. */
  #probedAt: Timestamp | undefined;
  #timer: Timer;

  constructor(clock: Clock, frameClock: FrameClock, seesPings: boolean, handlers: LivenessHandlers) {
    this.#clock = clock;
    this.#frameClock = frameClock;
    this.#limit = seesPings ? PROBE_AFTER_PINGS : PROBE_AFTER;
    this.#handlers = handlers;
    this.receivedAt = frameClock.time;
    this.#startTimer(this.#limit);
  }

  /** Called when a frame of any kind arrives. */
  received(): void {
    const { time } = this.#frameClock;
    // Most frames arrive together with others, and one check is enough for all of them.
    if (time === this.receivedAt) return;
    // The first frame after sleep may have been sent before the sleep, so it does not answer the probe.
    if (!this.checkSleep()) this.#probedAt = undefined;
    this.receivedAt = time;
  }

  /** Whether the silence is longer than it can be while the machine is awake. */
  get hasSlept(): boolean {
    return this.#silence > SLEPT;
  }

  /** Reports now if the machine slept, without waiting for a timer or a frame. Returns {@link hasSlept}. */
  checkSleep(): boolean {
    const { hasSlept } = this;
    if (hasSlept) this.#handlers.woke();
    return hasSlept;
  }

  /** Probes at once, because the machine woke. */
  wake(): void {
    this.#probe(ANSWER_AFTER_WAKE, this.#silence >= FRESH);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  /** Time since the unanswered probe, else since the last frame, in ms. */
  get #silence(): number {
    return this.#frameClock.since(this.#probedAt ?? this.receivedAt);
  }

  #probe(within: number, isStale: boolean): void {
    this.#probedAt = this.#frameClock.time;
    this.#startTimer(within);
    // This call comes last: a consumer that it notifies of stale data may close the connection.
    this.#handlers.probe(isStale);
  }

  /** Calls {@link #timeout} in `ms`, and checks for sleep in between. */
  #startTimer(ms: number): void {
    this.#clock.clearTimeout(this.#timer);
    const { time } = this.#frameClock;
    const step = Math.min(ms, LOOK_EVERY);
    this.#timer = this.#clock.setTimeout(() => {
      const passed = this.#frameClock.since(time);
      if (passed - step > SLEPT) this.#handlers.woke();
      else if (passed < ms - 1) this.#startTimer(ms - passed);
      else this.#timeout(passed - ms);
    }, step);
  }

  #timeout(delay: number): void {
    const silence = this.#frameClock.since(this.receivedAt);
    // A timer may fire up to 1 ms early.
    if (!this.#probedAt && silence < this.#limit - 1) {
      this.#startTimer(this.#limit - silence);
    } else if (delay > TIMER_TOLERANCE || !this.#probedAt) {
      this.#probe(ANSWER_WITHIN, false);
    } else {
      this.#handlers.dead(`silent for ${Math.round(silence / 1_000)} s`);
    }
  }
}
