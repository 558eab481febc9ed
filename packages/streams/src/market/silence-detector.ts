import type { Clock, Timer } from '@pkg/core';
import type { Subscription } from './subscription.js';

const CHECK_EVERY = 5_000;
/** How long the detector waits for a stream whose usual pace is known, and for a stream that has sent little or nothing, in ms. */
const MIN_PATIENCE = 20_000;
const FIRST_PATIENCE = 25_000;
/** A stream is silent when nothing arrived for this many of its average intervals. */
const INTERVALS = 20;
/** Streams that send in bursts: the silence also has to last this many times their longest pause so far. */
const PAUSES = 3;
/** The usual pace of a stream is known after this many frames. */
const MIN_FRAMES = 20;
/** How long a stream may take to send something after it was subscribed again, in ms. */
const RESUBSCRIBED_WITHIN = 10_000;
/** How long a renewal may take before the data of a silent stream counts as out of date, in ms. */
const RENEWED_WITHIN = 12_000;
/** A connection is renewed because of silent streams at most this often, in ms. */
const RENEW_EVERY = 60_000;
/** The time of a renewal that has succeeded. */
const DONE = -Infinity;

/** How often a stream usually sends, and what was done since it fell silent. */
type Activity = {
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
 * Detects streams that are silent for longer than usual, and streams that never sent anything, although the connection is
 * alive. Such a stream is subscribed again; if it stays silent, the connection is renewed. The new socket shows whether
 * the stream was dead or the market is quiet, and nothing is lost either way. A stream that stays silent after that has
 * nothing to send. If the renewal does not succeed soon, the data of the stream counts as stale until it does.
 */
export class SilenceDetector {
  readonly #clock: Clock;
  readonly #subscriptions: () => Iterable<Subscription>;
  readonly #handlers: SilenceHandlers;
  readonly #activities: WeakMap<Subscription, Activity> = new WeakMap();
  #renewedAt = -RENEW_EVERY;
  #timer: Timer;
  #checkedAt = 0;

  constructor(clock: Clock, subscriptions: () => Iterable<Subscription>, handlers: SilenceHandlers) {
    this.#clock = clock;
    this.#subscriptions = subscriptions;
    this.#handlers = handlers;
  }

  /**
   * Starts the checks on a new socket. How often each stream usually sends is kept. The time that a stream has been silent
   * is counted from now on.
   */
  start(): void {
    this.stop();
    const now = this.#clock.monotonic();
    for (const subscription of this.#subscriptions()) {
      const activity = this.#activities.get(subscription);
      if (!activity) continue;
      activity.lastFrameAt = now;
      if (activity.renewedAt !== undefined) activity.renewedAt = DONE;
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
    const stillSilent: Activity[] = [];
    let silent = '';
    for (const subscription of this.#subscriptions()) {
      const activity = this.#update(subscription, now);
      if (now - activity.lastFrameAt < patience(activity)) continue;
      const { resubscribedAt, renewedAt } = activity;
      if (resubscribedAt === undefined) {
        activity.resubscribedAt = now;
        this.#handlers.resubscribe(subscription.stream);
      } else if (renewedAt !== undefined) {
        if (renewedAt !== DONE && now - renewedAt >= RENEWED_WITHIN) setSilent(subscription, true);
      } else if (now - resubscribedAt >= RESUBSCRIBED_WITHIN) {
        stillSilent.push(activity);
        silent ||= subscription.stream;
      }
    }
    if (!silent || now - this.#renewedAt < RENEW_EVERY) return;
    this.#renewedAt = now;
    for (const activity of stillSilent) activity.renewedAt = now;
    this.#handlers.renew(`${silent} fell silent`);
  }

  /** Updates the activity of a stream. */
  #update(subscription: Subscription, now: number): Activity {
    const { count } = subscription;
    let activity = this.#activities.get(subscription);
    if (!activity) {
      activity = {
        ...{ count, interval: 0, longestPause: 0, lastFrameAt: now },
        ...{ resubscribedAt: undefined, renewedAt: undefined },
      };
      this.#activities.set(subscription, activity);
    }
    const frames = count - activity.count;
    if (frames === 0) return activity;
    const pause = now - activity.lastFrameAt;
    const interval = pause / frames;
    activity.interval = activity.interval === 0 ? interval : activity.interval * 0.7 + interval * 0.3;
    // A pause that ended by a new subscription was not usual.
    if (activity.resubscribedAt === undefined) activity.longestPause = Math.max(activity.longestPause * 0.99, pause);
    activity.count = count;
    activity.lastFrameAt = now;
    activity.resubscribedAt = undefined;
    activity.renewedAt = undefined;
    setSilent(subscription, false);
    return activity;
  }
}

function patience({ count, interval, longestPause }: Activity): number {
  const least = count < MIN_FRAMES ? FIRST_PATIENCE : MIN_PATIENCE;
  return Math.max(least, INTERVALS * interval, PAUSES * longestPause);
}

function setSilent(subscription: Subscription, isSilent: boolean): void {
  if (subscription.isSilent === isSilent) return;
  subscription.isSilent = isSilent;
  subscription.notifyStale(isSilent);
}
