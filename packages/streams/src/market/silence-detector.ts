import type { Clock, Timer } from '@pkg/core';
import type { Subscription } from './subscription.js';

const CHECK_EVERY = 5_000;
/** Patience with a stream whose habit is known, and with one that has sent little or nothing, in ms. */
const MIN_PATIENCE = 20_000;
const FIRST_PATIENCE = 25_000;
/** A stream is silent when nothing arrived for this many of its average intervals. */
const INTERVALS = 20;
/** Streams that send in bursts: the silence also has to last this many times their longest pause so far. */
const PAUSES = 3;
/** The habit of a stream is known after this many frames. */
const MIN_FRAMES = 20;
/** How long a stream may take to send something after it was subscribed again, in ms. */
const RESUBSCRIBED_WITHIN = 10_000;
/** How long a renewal may take before the data of a silent stream counts as out of date, in ms. */
const RENEWED_WITHIN = 12_000;
/** A connection is renewed because of silent streams at most this often, in ms. */
const RENEW_EVERY = 60_000;
/** The time of a renewal that has succeeded. */
const DONE = Number.NEGATIVE_INFINITY;

/** How often a stream usually sends, and what was done since it is silent. */
type Habit = {
  /** Frames at the last check. */
  count: number;
  interval: number;
  longestPause: number;
  lastFrameAt: number;
  resubscribedAt: number | undefined;
  renewedAt: number | undefined;
};

export type SilenceHandlers = {
  /** Subscribes the stream again. */
  resubscribe(stream: string): void;
  /** Resubscribing did not help: renews the connection. */
  renew(reason: string): void;
};

/**
 * Detects streams that fell silent against their habit, and streams that never sent anything, although the connection is
 * alive. Such a stream is subscribed again; if it stays silent, the connection is renewed. The new socket shows whether
 * the stream was dead or the market is quiet, and nothing is lost either way. A stream that stays silent after that has
 * nothing to send. If the renewal does not succeed soon, the data of the stream counts as stale until it does.
 */
export class SilenceDetector {
  readonly #clock: Clock;
  readonly #subscriptions: () => Iterable<Subscription>;
  readonly #handlers: SilenceHandlers;
  readonly #habits: WeakMap<Subscription, Habit> = new WeakMap();
  #renewedAt = -RENEW_EVERY;
  #timer: Timer;
  #checkedAt = 0;

  constructor(clock: Clock, subscriptions: () => Iterable<Subscription>, handlers: SilenceHandlers) {
    this.#clock = clock;
    this.#subscriptions = subscriptions;
    this.#handlers = handlers;
  }

  /** Starts the checks on a new socket. Known habits are kept, and silence counts from now on. */
  start(): void {
    this.stop();
    const now = this.#clock.monotonic();
    for (const subscription of this.#subscriptions()) {
      const habit = this.#habits.get(subscription);
      if (!habit) continue;
      habit.lastFrameAt = now;
      if (habit.renewedAt !== undefined) habit.renewedAt = DONE;
      setSilent(subscription, false);
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
    const unhelped: Habit[] = [];
    let silent = '';
    for (const subscription of this.#subscriptions()) {
      const habit = this.#learn(subscription, now);
      if (now - habit.lastFrameAt < patience(habit)) continue;
      const { resubscribedAt, renewedAt } = habit;
      if (resubscribedAt === undefined) {
        habit.resubscribedAt = now;
        this.#handlers.resubscribe(subscription.stream);
      } else if (renewedAt !== undefined) {
        if (renewedAt !== DONE && now - renewedAt >= RENEWED_WITHIN) setSilent(subscription, true);
      } else if (now - resubscribedAt >= RESUBSCRIBED_WITHIN) {
        unhelped.push(habit);
        silent ||= subscription.stream;
      }
    }
    if (!silent || now - this.#renewedAt < RENEW_EVERY) return;
    this.#renewedAt = now;
    for (const habit of unhelped) habit.renewedAt = now;
    this.#handlers.renew(`${silent} fell silent`);
  }

  /** Updates the habit of a stream. */
  #learn(subscription: Subscription, now: number): Habit {
    const { count } = subscription;
    let habit = this.#habits.get(subscription);
    if (!habit) {
      habit = {
        ...{ count, interval: 0, longestPause: 0, lastFrameAt: now },
        ...{ resubscribedAt: undefined, renewedAt: undefined },
      };
      this.#habits.set(subscription, habit);
    }
    const frames = count - habit.count;
    if (frames === 0) return habit;
    const pause = now - habit.lastFrameAt;
    const interval = pause / frames;
    habit.interval = habit.interval === 0 ? interval : habit.interval * 0.7 + interval * 0.3;
    // A pause that ended by a new subscription was not usual.
    if (habit.resubscribedAt === undefined) habit.longestPause = Math.max(habit.longestPause * 0.99, pause);
    habit.count = count;
    habit.lastFrameAt = now;
    habit.resubscribedAt = undefined;
    habit.renewedAt = undefined;
    setSilent(subscription, false);
    return habit;
  }
}

function patience({ count, interval, longestPause }: Habit): number {
  const least = count < MIN_FRAMES ? FIRST_PATIENCE : MIN_PATIENCE;
  return Math.max(least, INTERVALS * interval, PAUSES * longestPause);
}

function setSilent(subscription: Subscription, isSilent: boolean): void {
  if (subscription.isSilent === isSilent) return;
  subscription.isSilent = isSilent;
  subscription.notifyStale(isSilent);
}
