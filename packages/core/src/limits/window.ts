import type { RateLimitUse } from '../operations/call.js';
import { type RateLimitDefinition, windowLength } from './rate-limit.js';

/** One rate limit, and how much of it is used in the current window. */
export type LimitState = RateLimitUse & {
  /** How much of the limit is left in this window; undefined while the limit is unknown. */
  readonly room: number | undefined;
  /** When the window ends, in ms since the epoch. */
  readonly resetsAt: number;
};

/**
 * The current window of one rate limit. Windows are aligned to the clock of the exchange: a window of one minute starts
 * with the minute. All times are in ms, by the exchange's clock.
 */
export class RateLimitWindow {
  declare readonly type: string;
  /** The length of the window in ms. */
  declare readonly length: number;
  declare limit: number | undefined;
  readonly #definition: RateLimitDefinition;
  /**
   * How much of the limit is used in the current window, without calls in flight. `#index` is the number of that window
   * since the epoch.
   */
  #count = 0;
  #index = 0;
  /** When the last report of how much of the limit is used arrived, in ms. */
  #reportedAt = 0;
  /** How much of the limit is reserved for calls in flight. */
  #pending = 0;

  constructor(definition: RateLimitDefinition) {
    this.type = definition.rateLimitType;
    this.length = windowLength(definition);
    this.limit = definition.limit;
    this.#definition = definition;
  }

  /** Returns how much of the limit is used in the current window, including calls in flight. */
  used(now: number): number {
    this.enter(now, now);
    return this.#count + this.#pending;
  }

  /**
   * Returns how long a call must wait until the window has room for it, in ms: 0 if the window has room now, Infinity
   * if the call must wait for an answer of a shared store. When the answer arrives, the store calls `wake` of the
   * limiter.
   *
   * @param share The share of the limit that the call may use.
   * @param _rank The rank of the call's priority. Stores may serve high ranks of all processes first.
   */
  delayOf(cost: number, share: number, now: number, _rank?: number): number {
    const used = this.used(now);
    // An unused window accepts any call. So a call that is heavier than the whole limit is sent alone in its window
    // instead of never.
    return !used || used + cost <= (this.limit ?? Infinity) * share ? 0 : this.remaining(now);
  }

  /** Returns how much longer the current window lasts, in ms. */
  remaining(now: number): number {
    return this.length - (now % this.length);
  }

  /** Reserves an amount of the limit for a call in flight. A negative amount cancels a reservation. */
  reserve(amount: number): void {
    this.#pending += amount;
  }

  /**
   * Adds the amount that a call has used, after the call ended without a reply that reported a count of the current
   * window. A call that was sent in an earlier window is also added, because the exchange may have counted it in the
   * current one.
   */
  add(amount: number, now: number): void {
    this.enter(now, now);
    this.#count += amount;
  }

  /**
   * Stores the count that the exchange reported in the reply to a call sent at `sentAt`. A count of a window that has
   * ended is ignored. Replies may arrive out of order, so a lower count replaces a higher one only if the call was sent
   * after the last report arrived.
   */
  report(count: number, sentAt: number, now: number): void {
    if (!this.enter(sentAt, now)) return;
    this.#count = sentAt >= this.#reportedAt ? count : Math.max(this.#count, count);
    this.#reportedAt = now;
  }

  /** Whether `sentAt` is in the current window. Sets the count to 0 if a new window has begun. */
  enter(sentAt: number, now: number): boolean {
    const index = Math.floor(now / this.length);
    if (this.#index !== index) this.#count = 0;
    this.#index = index;
    return Math.floor(sentAt / this.length) === index;
  }

  /** Describes how much of the limit is used, as text for errors. */
  describe(now: number): string {
    const { rateLimitType, intervalNum, interval } = this.#definition;
    return `${this.used(now)} of ${this.limit} are used of the limit ${rateLimitType} per ${intervalNum} ${interval}`;
  }

  state(now: number): LimitState {
    const { limit } = this;
    const count = this.used(now);
    return {
      ...this.#definition,
      limit,
      count,
      room: limit && Math.max(0, limit - count),
      resetsAt: now + this.remaining(now),
    };
  }
}
