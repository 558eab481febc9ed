import { removeFrom } from '../platform/remove-from.js';
import { extraInFlight, TIME_RANK } from './priority.js';

/**
 * Only for Cloudflare Workers, where a call may never end: the time in ms after which a call in flight is considered
 * lost. Other calls then no longer wait for it. See {@link CallsInFlight.lost}.
 */
const LOST_AFTER = 20_000;
/**
 * The time in ms after which a call without a reply is overdue. It then no longer counts as in flight, so that other
 * calls do not wait for its deadline.
 */
const OVERDUE_AFTER = 3_000;

/** A call that has been sent and has not ended. */
export type CallInFlight<Permit> = {
  readonly permit: Permit;
  /** When the limiter permitted the call, by the monotonic clock in ms. */
  readonly grantedAt: number;
};

/**
 * The calls in flight, and how many may be in flight at the same time. This maximum begins low and grows with each
 * successful reply, so that only a few calls are in flight if the exchange refuses the first ones. After the exchange
 * has suspended requests, the maximum is one again.
 */
export class CallsInFlight<Permit> {
  /** The calls in flight. Their sequence has no meaning, because {@link removeFrom} changes it. */
  readonly #granted: CallInFlight<Permit>[] = [];
  #timeRequests = 0;
  #most = 1;
  /** True from the time when the exchange suspends requests until the next successful reply. */
  #isProbing = false;

  /** Whether one more call of this rank may be sent at the monotonic time `now`, in ms. Rank 0 is the highest. */
  hasRoomFor(rank: number, now: number): boolean {
    // The maximum does not apply to a request for the server time, because a call that already counts as in flight may
    // wait for this time. While `#isProbing` is true, only one request for the server time may be in flight.
    if (rank === TIME_RANK && !(this.#isProbing && this.#timeRequests)) return true;
    const most = this.#most + (this.#isProbing ? 0 : (extraInFlight[rank] ?? 0));
    return this.#granted.length < most || this.#inTime(now).length < most;
  }

  /** The time in ms until the next call is overdue; Infinity if there is none. */
  nextOverdue(now: number): number {
    const oldest = Math.min(...this.#inTime(now).map(({ grantedAt }) => grantedAt));
    // The delay is rounded up. Times are floating-point numbers, so a tiny fraction of 1 ms may be lost when the delay
    // is added to a time.
    return Math.ceil(oldest + OVERDUE_AFTER - now);
  }

  /** Returns the calls in flight that are not overdue. */
  #inTime(now: number): readonly CallInFlight<Permit>[] {
    return this.#granted.filter(({ grantedAt }) => grantedAt + OVERDUE_AFTER > now);
  }

  add(permit: Permit, rank: number, grantedAt: number): CallInFlight<Permit> {
    const call = { permit, grantedAt };
    this.#granted.push(call);
    if (rank === TIME_RANK) this.#timeRequests++;
    return call;
  }

  /** Removes a call that has ended. Returns false if it had been removed before. */
  remove(call: CallInFlight<Permit>, rank: number): boolean {
    const wasInFlight = removeFrom(this.#granted, call);
    if (wasInFlight && rank === TIME_RANK) this.#timeRequests--;
    return wasInFlight;
  }

  /**
   * Returns the permits of calls that are considered lost. A Cloudflare Worker stops when the visitor who sent the
   * Worker's incoming request disconnects. The calls that the Worker made for this request then never end.
   */
  lost(now: number): Permit[] {
    return this.#granted.flatMap(({ permit, grantedAt }) => (now - grantedAt > LOST_AFTER ? [permit] : []));
  }

  /**
   * Must be called when the exchange suspends requests. From then on only one call at a time is allowed, until a reply
   * is successful.
   */
  probe(): void {
    this.#isProbing = true;
    this.#most = 1;
  }

  /**
   * Must be called when a reply shows that the exchange accepts requests. Raises the maximum of calls in flight by one.
   */
  grow(): void {
    this.#isProbing = false;
    this.#most++;
  }

  /** Ends the restriction to one call at a time without waiting for a successful reply. */
  reset(): void {
    this.#isProbing = false;
  }
}
