import type { Clock, Timer } from '@pkg/core';
import type { FrameClock, Timestamp } from './frame-clock.js';

/**
 * How long a socket may be silent before a probe checks it, in ms, if the `WebSocket` reports the pings that it receives.
 * The exchange pings every 20 s, so a silence of 20 s is usual.
 */
const PROBE_AFTER_PINGS = 25_000;
/**
 * How long a socket may be silent before a probe checks it, in ms, if the `WebSocket` does not report pings, as in a
 * browser.
 */
const PROBE_AFTER = 20_000;
const ANSWER_WITHIN = 10_000;
/**
 * How long to wait for the answer to a probe after the machine woke, in ms. The wait is short, because the socket is
 * probably dead.
 */
const ANSWER_AFTER_WAKE = 2_000;
/**
 * A frame that arrives within this many ms after the machine woke does not prove that the socket is alive. The machine
 * may have received the frame before its sleep.
 */
const QUEUED_FOR = 1_000;
/**
 * If a timer fires more than this many ms late, a hidden tab, a busy event loop or sleep of the machine has delayed it.
 */
const TIMER_TOLERANCE = 1_000;
const SLEPT = 30_000;
/**
 * The longest delay of a timer, in ms; longer waits use several timers. Timers may stop while the machine sleeps. A
 * timer with a short delay fires soon after the sleep, and so detects it.
 */
const LOOK_EVERY = 5_000;
/**
 * If a frame arrived less than this many ms before a wake event, the user probably only switched tabs, and the data of
 * the socket is not stale.
 */
const FRESH = 10_000;

export type LivenessHandlers = {
  /** Called to send a request whose answer proves that the socket is alive; see {@link Session.probe}. */
  probe(isStale: boolean): void;
  /** Called when a probe got no answer, which means that the socket is dead. */
  dead(reason: string): void;
  /**
   * Called when the machine slept or the page was hidden for a long time. The handler has to call {@link
   * LivenessMonitor.wake}.
   */
  woke(): void;
};

/**
 * Watches one open socket for silence. Silence does not prove that the socket is dead: a proxy may answer pings itself,
 * or a server may ping less often. A delayed timer does not prove it either. So before the socket is given up, a probe
 * is sent: a request that a live exchange answers.
 *
 * While the machine is awake, at most 25 s pass between a frame and the next frame or probe. If more than 30 s pass
 * without a frame or probe, the machine slept. The next timer, frame or call of {@link checkSleep} detects this.
 */
export class LivenessMonitor {
  readonly #clock: Clock;
  readonly #frameClock: FrameClock;
  readonly #handlers: LivenessHandlers;
  /** The silence after which a probe checks whether the socket is alive, in ms. */
  readonly #limit: number;
  /** When the last frame of any kind arrived. */
  receivedAt: Timestamp;
  /** When the unanswered probe was sent; undefined if there is none. */
  #probedAt: Timestamp | undefined;
  /** Until this monotonic time in ms, frames may arrive that the machine had received before it slept. */
  #queuedUntil = 0;
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
    // Frames that arrive in one task of the event loop have the same time, and one check is enough for all of them.
    if (time === this.receivedAt) return;
    // A frame proves that the socket is alive, unless the machine has just woken.
    if (!this.checkSleep() && time.monotonic > this.#queuedUntil) this.#probedAt = undefined;
    this.receivedAt = time;
  }

  /** Whether more than 30 s have passed without a frame or probe. This happens only if the machine slept. */
  get hasSlept(): boolean {
    return this.#silence > SLEPT;
  }

  /** Checks now whether the machine slept, without waiting for a timer or a frame. Returns {@link hasSlept}. */
  checkSleep(): boolean {
    const { hasSlept } = this;
    if (hasSlept) this.#handlers.woke();
    return hasSlept;
  }

  /** Sends a probe at once, because the machine woke. */
  wake(): void {
    this.#queuedUntil = this.#clock.monotonic() + QUEUED_FOR;
    this.#probe(ANSWER_AFTER_WAKE, this.#silence >= FRESH);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  /** The time since the unanswered probe was sent, or since the last frame if no probe is unanswered, in ms. */
  get #silence(): number {
    return this.#frameClock.since(this.#probedAt ?? this.receivedAt);
  }

  #probe(within: number, isStale: boolean): void {
    this.#probedAt = this.#frameClock.time;
    this.#startTimer(within);
    // This call comes last, because it may tell a consumer that data is stale, and the consumer may then close the
    // connection.
    this.#handlers.probe(isStale);
  }

  /** Calls {@link #timeout} after `ms` milliseconds, and checks for sleep of the machine in between. */
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
    } else if (delay > TIMER_TOLERANCE || !this.#probedAt || silence < this.#silence) {
      // A probe is needed if this timer was late, or if no probe is unanswered. Another probe is needed if frames have
      // arrived since the last probe, but only just after the machine woke: they do not prove that the socket is alive.
      this.#probe(ANSWER_WITHIN, false);
    } else {
      this.#handlers.dead(`silent for ${Math.round(silence / 1_000)} s`);
    }
  }
}
