import type { RateLimitUse } from '../operations/call.js';
import { type RateLimitDefinition, windowLength } from './rate-limit.js';

/** One rate limit and its use in the current window. */
export type LimitState = RateLimitUse & {
  /** How much is left in this window; undefined while the limit is unknown. */
  readonly room: number | undefined;
  /** When the window ends, in ms since the epoch. */
  readonly resetsAt: number;
};

/**
 * The window of one rate limit. Windows are aligned to the clock of the exchange: those of one minute start with the
 * minute. All times are exchange time in ms.
 */
export class RateLimitWindow {
  declare readonly type: string;
  /** The length of the window in ms. */
  declare readonly length: number;
  declare limit: number | undefined;
  readonly #definition: RateLimitDefinition;
  /** The known use in the window with number `#index`. */
  #count = 0;
  #index = 0;
  /** When the exchange last reported the use. */
  #reportedAt = 0;
  /** The use that calls in flight will have. */
  #pending = 0;

  constructor(definition: RateLimitDefinition) {
    this.type = definition.rateLimitType;
    this.length = windowLength(definition);
    this.limit = definition.limit;
    this.#definition = definition;
  }

  /** A window of the same limit, without any use. */
  unused(): RateLimitWindow {
    return new RateLimitWindow({ ...this.#definition, limit: this.limit });
  }

  isOf(limit: RateLimitDefinition): boolean {
    return this.type === limit.rateLimitType && this.length === windowLength(limit);
  }

  /** The use in the current window, calls in flight included. */
  used(now: number): number {
    return (this.#index === Math.floor(now / this.length) ? this.#count : 0) + this.#pending;
  }

  /** How long the current window lasts, in ms. */
  remaining(now: number): number {
    return this.length - (now % this.length);
  }

  /** Reserves use for a call in flight; a negative number cancels a reservation. */
  reserve(amount: number): void {
    this.#pending += amount;
  }

  /** Adds the use of a call that was sent at `sentAt`. It is ignored if that window has ended. */
  add(amount: number, sentAt: number, now: number): void {
    if (this.#enter(sentAt, now)) this.#count += amount;
  }

  /**
   * Takes the use that the exchange reported for a call sent at `sentAt`. It is ignored if that window has ended. Replies
   * may arrive out of order, so a lower count replaces a higher one only if the call was sent after the last report.
   */
  report(count: number, sentAt: number, now: number): void {
    if (!this.#enter(sentAt, now)) return;
    this.#count = sentAt >= this.#reportedAt ? count : Math.max(this.#count, count);
    this.#reportedAt = now;
  }

  /** What is reported about the window, as text for errors. */
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
      room: limit === undefined ? undefined : Math.max(0, limit - count),
      resetsAt: now + this.remaining(now),
    };
  }

  /** Whether a call sent at `sentAt` counts in the current window. The count starts anew in each window. */
  #enter(sentAt: number, now: number): boolean {
    const index = Math.floor(now / this.length);
    if (Math.floor(sentAt / this.length) !== index) return false;
    if (this.#index !== index) this.#count = 0;
    this.#index = index;
    return true;
  }
}
