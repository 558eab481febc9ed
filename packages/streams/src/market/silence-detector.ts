import type { Clock, Timer } from '@pkg/core';
import type { StreamSubscription } from './stream-subscription.js';

const CHECK_EVERY = 5_000;
/**
 * The shortest silence on which the detector acts once it knows the usual interval between events of the stream, in ms.
 */
const MIN_PATIENCE = 20_000;
const FIRST_PATIENCE = 25_000;
/** A stream counts as silent if nothing has arrived for this many times its average interval. */
const INTERVALS = 20;
/**
 * A stream counts as silent only if its silence is also this many times as long as its longest silence before, because
 * some streams send in bursts.
 */
const PAUSES = 3;
/** The usual interval between events of a stream is known after this many frames. */
const MIN_FRAMES = 20;
/** How long a stream may take to send a frame after it was subscribed again, in ms. */
const RESUBSCRIBED_WITHIN = 10_000;
/** How long the renewal of the connection may take before the data of a silent stream counts as out of date, in ms. */
const RENEWED_WITHIN = 12_000;
/** The least time between two renewals of a connection because of silent streams, in ms. */
const RENEW_EVERY = 60_000;
/**
 * The value of `renewedAt` after the renewal of the connection has succeeded. Before that, it is the time at which the
 * renewal began.
 */
const DONE = -Infinity;

/**
 * How often a stream usually sends, and what the detector has done since the stream fell silent. All times are readings
 * of the monotonic clock, in ms.
 */
type Activity = {
  /** How many frames of the stream had arrived at the last check. */
  count: number;
  interval: number;
  longestPause: number;
  lastFrameAt: number;
  resubscribedAt: number | undefined;
  renewedAt: number | undefined;
};

/** The connection whose streams a {@link SilenceDetector} watches. */
type WatchedSocket = {
  readonly session: { resubscribe(stream: string): void; probe(isStale: boolean): void } | undefined;
  renew(reason: string): unknown;
};

/**
 * Detects streams that fall silent while the connection is alive. A stream is silent if it has sent nothing for longer
 * than usual, or nothing at all. The detector first subscribes to a silent stream again. If the stream stays silent,
 * the detector renews the connection. If the stream is silent on the new socket too, the detector assumes that the
 * stream has no events, and does nothing more. If the renewal takes longer than 12 s, the data of the stream counts as
 * out of date until the renewal succeeds.
 */
export class SilenceDetector {
  readonly #clock: Clock;
  readonly #subscriptions: () => Iterable<StreamSubscription>;
  readonly #socket: WatchedSocket;
  readonly #activities: WeakMap<StreamSubscription, Activity> = new WeakMap();
  #renewedAt = -RENEW_EVERY;
  #timer: Timer;
  #checkedAt = 0;

  constructor(clock: Clock, subscriptions: () => Iterable<StreamSubscription>, socket: WatchedSocket) {
    this.#clock = clock;
    this.#subscriptions = subscriptions;
    this.#socket = socket;
  }

  /**
   * Starts the checks on a new socket. The usual interval of each stream is kept, but its silence is counted from now
   * on.
   */
  start(): void {
    const silent = [...this.#subscriptions()].filter(({ isSilent }) => isSilent);
    for (const subscription of this.#subscriptions()) {
      const activity = this.#activities.get(subscription);
      if (activity?.renewedAt !== undefined) activity.renewedAt = DONE;
    }
    this.#countAnew();
    this.#endSilence(silent);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  /** Counts the silence of every stream from now on, and starts the checks anew. */
  #countAnew(): void {
    this.stop();
    const now = this.#clock.monotonic();
    for (const subscription of this.#subscriptions()) {
      const activity = this.#activities.get(subscription);
      if (activity) activity.lastFrameAt = now;
    }
    this.#startTimer(now);
  }

  /**
   * The data of these streams counts as out of date no longer because of their silence. But the machine may have slept
   * meanwhile, so their consumers are notified only when the exchange has answered a probe.
   */
  #endSilence(subscriptions: readonly StreamSubscription[]): void {
    for (const subscription of subscriptions) subscription.isSilent = false;
    if (subscriptions.length > 0) this.#socket.session?.probe(false);
  }

  #startTimer(now: number): void {
    this.#checkedAt = now;
    this.#timer = this.#clock.setTimeout(() => this.#check(), CHECK_EVERY);
  }

  #check(): void {
    const now = this.#clock.monotonic();
    // A busy event loop or a hidden tab has delayed this check, so arrived frames may not have been read yet.
    if (now - this.#checkedAt > 2 * CHECK_EVERY) return this.#countAnew();
    this.#startTimer(now);
    const stillSilent: Activity[] = [];
    const sendsAgain: StreamSubscription[] = [];
    let silent = '';
    for (const subscription of this.#subscriptions()) {
      const activity = this.#update(subscription, now);
      if (subscription.isSilent && activity.renewedAt === undefined) sendsAgain.push(subscription);
      if (now - activity.lastFrameAt < patience(activity)) continue;
      const { resubscribedAt, renewedAt } = activity;
      if (resubscribedAt === undefined) {
        activity.resubscribedAt = now;
        this.#socket.session?.resubscribe(subscription.stream);
      } else if (renewedAt !== undefined) {
        if (subscription.isSilent || renewedAt === DONE || now - renewedAt < RENEWED_WITHIN) continue;
        subscription.isSilent = true;
        subscription.notifyStale(true);
      } else if (now - resubscribedAt >= RESUBSCRIBED_WITHIN) {
        stillSilent.push(activity);
        silent ||= subscription.stream;
      }
    }
    this.#endSilence(sendsAgain);
    if (!silent || now - this.#renewedAt < RENEW_EVERY) return;
    this.#renewedAt = now;
    for (const activity of stillSilent) activity.renewedAt = now;
    void this.#socket.renew(`${silent} fell silent`);
  }

  /** Updates the activity of a stream by the frames since the last check. */
  #update(subscription: StreamSubscription, now: number): Activity {
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
    // Only a silence that ended by itself counts as usual. If the stream had to be subscribed again, the silence may
    // have been a fault.
    if (activity.resubscribedAt === undefined) activity.longestPause = Math.max(activity.longestPause * 0.99, pause);
    activity.count = count;
    activity.lastFrameAt = now;
    activity.resubscribedAt = undefined;
    activity.renewedAt = undefined;
    return activity;
  }
}

function patience({ count, interval, longestPause }: Activity): number {
  const least = count < MIN_FRAMES ? FIRST_PATIENCE : MIN_PATIENCE;
  return Math.max(least, INTERVALS * interval, PAUSES * longestPause);
}
