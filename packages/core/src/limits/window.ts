import type { RateLimitUse } from '../operations/call.js';
import { type RateLimitDefinition, windowLength } from './rate-limit.js';

/** One rate limit, and how much of it is used in the current window. */
export type LimitState = RateLimitUse & {
  /** How much of the limit is left in this window; undefined while the limit is unknown. */
  readonly room: number | undefined;
  /**
   * When the window has certainly ended, in ms since the epoch: the end of the window, plus the time by which the
   * measured server time may be off.
   */
  readonly resetsAt: number;
};

/**
 * The part of a limiter that a {@link RateLimitWindow} uses. `error` is how far the measured server time may be off, in
 * ms; undefined until the server time is measured.
 */
export type MeasuredTime = { readonly time: { readonly error: number | undefined } | undefined };

/**
 * One rate limit, and how much of it is used in its newest window. Windows are aligned to the clock of the exchange: a
 * window of one minute starts with the minute. All times are in ms, by the exchange's clock.
 *
 * The client knows the exchange's time only approximately. Near the start of a window, the exchange may still count
 * calls in the previous window. During this time, calls are counted in both windows, and must fit in both.
 */
export class RateLimitWindow {
  declare readonly type: string;
  /** The length of a window in ms. */
  declare readonly length: number;
  declare limit: number | undefined;
  readonly #definition: RateLimitDefinition;
  readonly #limiter: MeasuredTime | undefined;
  /**
   * The newest window that the exchange may have begun, considering how far the measured server time may be off.
   * `#index` is the number of windows from the epoch to this window. `#count` is how much of the limit is used in this
   * window, without calls in flight.
   */
  #index = 0;
  #count = 0;
  /**
   * How much of the limit is used in the previous window, on the assumption that the exchange still counts calls there.
   */
  #previous = 0;
  /** The part of `#count` that no reply has reported. */
  #added = 0;
  /** When the last reply with a count arrived, in ms. */
  #reportedAt = 0;
  /** How much of the limit is reserved for calls in flight. */
  #pending = 0;

  /**
   * `limiter` knows how far the measured server time may be off. Without a limiter, the server time counts as exact.
   */
  constructor(definition: RateLimitDefinition, limiter?: MeasuredTime) {
    this.type = definition.rateLimitType;
    this.length = windowLength(definition);
    this.limit = definition.limit;
    this.#definition = definition;
    this.#limiter = limiter;
  }

  /** Returns how much of the limit is used in the current window, including calls in flight. */
  used(now: number): number {
    return (this.#enter(now) ? this.#previous : this.#count) + this.#pending;
  }

  /**
   * Returns how long a call must wait until the window has room for it, in ms: 0 if the window has room now, Infinity
   * if the call must wait for an answer of a shared store. When the answer arrives, the store calls `wake` of the
   * limiter.
   *
   * @param share The share of the limit that the call may use.
   * @param _rank The rank of the call; 0 is the highest. Stores may serve the highest ranks of all processes first.
   */
  delayOf(cost: number, share: number, now: number, _rank?: number): number {
    const used = this.used(now);
    // An unused window accepts any call. Otherwise a call that is heavier than the whole limit would never be sent.
    return !used || used + cost <= (this.limit ?? Infinity) * share ? 0 : this.remaining(now);
  }

  /** Returns how much longer the exchange may be counting in the current window, in ms. */
  remaining(now: number): number {
    return this.length - ((now - this.#error) % this.length);
  }

  /** Reserves an amount of the limit for a call in flight. A negative amount cancels a reservation. */
  reserve(amount: number): void {
    this.#pending += amount;
  }

  /**
   * Adds `amount`, the use of an ended call whose reply reported no count of the current window. Even if the call was
   * sent in an earlier window, the exchange may have counted it in the current one.
   */
  add(amount: number, now: number): void {
    this.#enter(now);
    this.#count += amount;
    this.#added += amount;
    this.#previous += amount;
  }

  /**
   * Stores the count in the reply to a call that was sent at `sentAt`. A count that may be of an earlier window is
   * ignored. Replies may arrive out of order, so a lower count replaces a higher one only if the call was sent after
   * the last report arrived.
   */
  report(count: number, sentAt: number, now: number): void {
    if (this.#enter(now, sentAt)) return;
    if (sentAt >= this.#reportedAt || count > this.#count) {
      this.#count = count;
      this.#added = 0;
    }
    this.#reportedAt = now;
  }

  /**
   * Whether the counts reported for the current window, `count` among them, include a call that ended now. `count` is
   * what the reply to this call reported. If other replies have reported at least as much, either they include the
   * call, or the exchange has counted the call in the previous window.
   */
  includes(count: number | undefined, sentAt: number, now: number): boolean {
    return count !== undefined && (!this.#enter(now, sentAt) || count <= this.#count - this.#added);
  }

  /**
   * Describes how much of the limit is used, as text for errors. `share` is the share of the limit that the refused call
   * may use.
   */
  describe(now: number, share: number): string {
    const { rateLimitType, intervalNum, interval } = this.#definition;
    const part = share < 1 ? `, and this call may use ${share * 100} %` : '';
    return `${this.used(now)} of ${this.limit} are used of the limit ${rateLimitType} per ${intervalNum} ${interval}${part}`;
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

  /**
   * Begins the next window as soon as the exchange may have begun it. Returns whether the exchange may have counted a
   * call that was sent at `sentAt` in the previous window.
   */
  #enter(now: number, sentAt = now): boolean {
    const passed = Math.floor((now + this.#error) / this.length) - this.#index;
    // `passed` is -1 if a new measurement of the server time moves the time back into the previous window. The exchange
    // may be counting in either window, so both counts are kept.
    if (passed && passed !== -1) {
      this.#previous = passed === 1 ? this.#count : 0;
      this.#count = this.#added = 0;
      this.#index += passed;
    }
    return Math.min(sentAt, now) - this.#error < this.#index * this.length;
  }

  /** By how many ms the measured server time may be wrong. The value is limited to a tenth of the window. */
  get #error(): number {
    return Math.min(this.#limiter?.time?.error ?? 0, this.length / 10);
  }
}
