import type { Clock, Timer } from '@pkg/core';
import type { Subscription } from './subscription.js';

const CHECK_EVERY = 10_000;
const MIN_PATIENCE = 30_000;
/** A stream is silent when nothing arrived for this many of its average intervals. */
const INTERVALS = 20;
/** Streams that send in bursts: the silence also has to last this many times their longest pause so far. */
const PAUSES = 3;
/** A stream is judged only after this many frames. */
const MIN_FRAMES = 20;
/** A connection is renewed because of a silent stream at most this often. */
const RENEW_EVERY = 600_000;

/** How often a stream usually sends. */
type Habit = {
  /** Frames at the last check. */
  count: number;
  interval: number;
  longestPause: number;
  lastFrameAt: number;
  resubscribedAt: number | undefined;
};

export type SilenceHandlers = {
  /** Subscribes the stream again. */
  resubscribe(stream: string): void;
  /** Resubscribing did not help: renews the connection. */
  renew(reason: string): void;
};

/**
 * Detects a single stream that stopped while others of its connection continue. It is subscribed again; if it stays
 * silent the connection is renewed. If all streams are silent nothing is done, because the market is quiet.
 */
export class SilenceDetector {
  readonly #clock: Clock;
  readonly #subscriptions: () => Iterable<Subscription>;
  readonly #handlers: SilenceHandlers;
  #habits: WeakMap<Subscription, Habit> = new WeakMap();
  #renewedAt = -RENEW_EVERY;
  #timer: Timer;
  #checkedAt = 0;

  constructor(clock: Clock, subscriptions: () => Iterable<Subscription>, handlers: SilenceHandlers) {
    this.#clock = clock;
    this.#subscriptions = subscriptions;
    this.#handlers = handlers;
  }

  /** Starts the checks. Known habits are kept, and silence counts from now on. */
  start(): void {
    this.stop();
    const now = this.#clock.monotonic();
    for (const subscription of this.#subscriptions()) {
      const habit = this.#habits.get(subscription);
      if (habit) habit.lastFrameAt = now;
    }
    this.#startTimer(now);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  #startTimer(now: number): void {
    this.#checkedAt = now;
    this.#timer = this.#clock.setTimeout(() => this.#check(), CHECK_EVERY);
  }

  #check(): void {
    const now = this.#clock.monotonic();
    // A busy event loop or a hidden tab delayed the timer. Frames that arrived meanwhile are not read yet.
    if (now - this.#checkedAt > 2 * CHECK_EVERY) return this.start();
    this.#startTimer(now);
    const silent: [Subscription, Habit][] = [];
    let active = 0;
    for (const subscription of this.#subscriptions()) {
      if (this.#learn(subscription, now)) active += 1;
      const habit = this.#habits.get(subscription);
      const isKnown = subscription.count >= MIN_FRAMES;
      if (habit && isKnown && now - habit.lastFrameAt > patience(habit)) silent.push([subscription, habit]);
    }
    if (active > 0) for (const [subscription, habit] of silent) this.#restore(subscription, habit, now);
  }

  /** Updates the habit of a stream. Returns whether frames arrived since the last check. */
  #learn(subscription: Subscription, now: number): boolean {
    const { count } = subscription;
    const habit = this.#habits.get(subscription);
    if (!habit) {
      this.#habits.set(subscription, {
        count,
        interval: 0,
        longestPause: 0,
        lastFrameAt: now,
        resubscribedAt: undefined,
      });
      return false;
    }
    const frames = count - habit.count;
    if (frames === 0) return false;
    const pause = now - habit.lastFrameAt;
    const interval = pause / frames;
    habit.interval = habit.interval === 0 ? interval : habit.interval * 0.7 + interval * 0.3;
    // A pause that ended by a new subscription was not usual.
    if (habit.resubscribedAt === undefined) habit.longestPause = Math.max(habit.longestPause * 0.99, pause);
    habit.count = count;
    habit.lastFrameAt = now;
    habit.resubscribedAt = undefined;
    return true;
  }

  #restore({ stream }: Subscription, habit: Habit, now: number): void {
    if (habit.resubscribedAt === undefined) {
      habit.resubscribedAt = now;
      this.#handlers.resubscribe(stream);
    } else if (now - habit.resubscribedAt > MIN_PATIENCE && now - this.#renewedAt > RENEW_EVERY) {
      this.#renewedAt = now;
      // The connection is renewed once for a stream: one that stays silent afterwards has nothing to send.
      habit.resubscribedAt = Number.POSITIVE_INFINITY;
      this.#handlers.renew(`${stream} fell silent`);
    }
  }
}

function patience({ interval, longestPause }: Habit): number {
  return Math.max(MIN_PATIENCE, INTERVALS * interval, PAUSES * longestPause);
}
