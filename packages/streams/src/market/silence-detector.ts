import type { Clock, Timer } from '@pkg/core';
import type { Subscription } from './subscription.js';

const CHECK_EVERY = 10_000;
const SHORTEST = 30_000;
/** A stream is silent when it says nothing for this many of its usual intervals. */
const INTERVALS = 20;
/** Bursts apart: never less than this many times the longest pause it has made so far. */
const PAUSES = 3;
/** Nothing is known of a stream before it has said this much. */
const LEARNT = 20;
/** A connection is renewed for a silent stream this often at most. */
const RENEW_EVERY = 600_000;

type Habit = { count: number; interval: number; longest: number; spokeAt: number; askedAt: number | undefined };

export type SilenceHandlers = {
  /** Subscribe the stream again. */
  repeat(stream: string): void;
  /** That did not help: move to another connection. */
  renew(reason: string): void;
};

/**
 * Notices a single stream that has stopped while others of its connection flow. It is subscribed again, and if that does
 * not wake it the connection is renewed. Where all are silent the market is: then nothing is done.
 */
export class SilenceDetector {
  readonly #clock: Clock;
  readonly #routes: () => Iterable<Subscription>;
  readonly #handlers: SilenceHandlers;
  #habits: WeakMap<Subscription, Habit> = new WeakMap();
  #renewedAt = -RENEW_EVERY;
  #timer: Timer;
  #checkedAt = 0;

  constructor(clock: Clock, routes: () => Iterable<Subscription>, handlers: SilenceHandlers) {
    this.#clock = clock;
    this.#routes = routes;
    this.#handlers = handlers;
  }

  /** Watches from now on. What was learnt before a loss stays, and no silence counts from before it. */
  start(): void {
    this.stop();
    const now = this.#clock.monotonic();
    for (const route of this.#routes()) {
      const habit = this.#habits.get(route);
      if (habit) habit.spokeAt = now;
    }
    this.#arm(now);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  #arm(now: number): void {
    this.#checkedAt = now;
    this.#timer = this.#clock.setTimeout(() => this.#check(), CHECK_EVERY);
  }

  #check(): void {
    const now = this.#clock.monotonic();
    // Held back by a busy loop or a hidden tab: what was said meanwhile is still to be read, so nobody was silent.
    if (now - this.#checkedAt > 2 * CHECK_EVERY) return this.start();
    this.#arm(now);
    const silent: [Subscription, Habit][] = [];
    let speaking = 0;
    for (const route of this.#routes()) {
      if (this.#learn(route, now)) speaking += 1;
      const habit = this.#habits.get(route);
      if (habit && route.count >= LEARNT && now - habit.spokeAt > patience(habit)) silent.push([route, habit]);
    }
    if (speaking > 0) for (const [route, habit] of silent) this.#rouse(route, habit, now);
  }

  /** Takes in what a stream has said since the last look; whether it said anything. */
  #learn(route: Subscription, now: number): boolean {
    const habit = this.#habits.get(route);
    if (!habit) {
      this.#habits.set(route, { count: route.count, interval: 0, longest: 0, spokeAt: now, askedAt: undefined });
      return false;
    }
    const said = route.count - habit.count;
    if (said === 0) return false;
    const pause = now - habit.spokeAt;
    const interval = pause / said;
    habit.interval = habit.interval === 0 ? interval : habit.interval * 0.7 + interval * 0.3;
    // A pause that was ended by subscribing again was no habit.
    if (habit.askedAt === undefined) habit.longest = Math.max(habit.longest * 0.99, pause);
    habit.count = route.count;
    habit.spokeAt = now;
    habit.askedAt = undefined;
    return true;
  }

  #rouse(route: Subscription, habit: Habit, now: number): void {
    if (habit.askedAt === undefined) {
      habit.askedAt = now;
      this.#handlers.repeat(route.stream);
    } else if (now - habit.askedAt > SHORTEST && now - this.#renewedAt > RENEW_EVERY) {
      this.#renewedAt = now;
      // Once: a stream that stays silent on the next connection has nothing to say.
      habit.askedAt = Number.POSITIVE_INFINITY;
      this.#handlers.renew(`${route.stream} fell silent`);
    }
  }
}

function patience({ interval, longest }: Habit): number {
  return Math.max(SHORTEST, INTERVALS * interval, PAUSES * longest);
}
