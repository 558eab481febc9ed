import type { RateLimitUse } from '../operations/call.js';
import { intervalSeconds } from './headers.js';

/** A rate limit of the exchange, without its use. */
export type RateLimitDefinition = Omit<RateLimitUse, 'count'>;

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
  readonly type: string;
  /** The length of the window in ms. */
  readonly length: number;
  limit: number | undefined;
  readonly #interval: string;
  readonly #intervalNum: number;
  /** The known use in the window with number `#index`. */
  #count = 0;
  #index = 0;
  /** The use that calls in flight will have. */
  #pending = 0;

  constructor({ rateLimitType, interval, intervalNum, limit }: RateLimitDefinition) {
    this.type = rateLimitType;
    this.length = lengthOf(interval, intervalNum);
    this.limit = limit;
    this.#interval = interval;
    this.#intervalNum = intervalNum;
  }

  /** A window of the same limit, without any use. */
  unused(): RateLimitWindow {
    const { type: rateLimitType, limit } = this;
    return new RateLimitWindow({ rateLimitType, interval: this.#interval, intervalNum: this.#intervalNum, limit });
  }

  isOf({ rateLimitType, interval, intervalNum }: RateLimitDefinition): boolean {
    return this.type === rateLimitType && this.length === lengthOf(interval, intervalNum);
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
    const index = Math.floor(now / this.length);
    if (Math.floor(sentAt / this.length) !== index) return;
    this.#count = (this.#index === index ? this.#count : 0) + amount;
    this.#index = index;
  }

  /** Sets the use that the exchange reported for a call sent at `sentAt`. It is ignored if that window has ended. */
  report(count: number, sentAt: number, now: number): void {
    const index = Math.floor(now / this.length);
    if (Math.floor(sentAt / this.length) !== index) return;
    this.#count = count;
    this.#index = index;
  }

  state(now: number): LimitState {
    const { type, limit } = this;
    const count = this.used(now);
    return {
      rateLimitType: type,
      interval: this.#interval,
      intervalNum: this.#intervalNum,
      limit,
      count,
      room: limit === undefined ? undefined : Math.max(0, limit - count),
      resetsAt: now + this.remaining(now),
    };
  }
}

function lengthOf(interval: string, intervalNum: number): number {
  return (intervalSeconds[interval] ?? 60) * intervalNum * 1000;
}
