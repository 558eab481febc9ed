import { removeFrom } from '../platform/remove-from.js';
import { extraInFlight, TIME_RANK } from './priority.js';

/**
 * In a Worker, a request that is in flight for more than this many ms counts as lost, and other requests no longer wait
 * for it.
 */
const LOST_AFTER = 20_000;

/** A call in flight. */
export type CallInFlight<Permit> = {
  readonly permit: Permit;
  /** When the permit was granted, by the monotonic clock in ms. */
  readonly grantedAt: number;
};

/**
 * The calls in flight, and the maximum of calls in flight. The maximum grows with each successful reply, so that few
 * calls are in flight when the first refusal arrives. After a suspension it is one again.
 */
export class CallsInFlight<Permit> {
  readonly #granted: CallInFlight<Permit>[] = [];
  #timeRequests = 0;
  #most = 1;
  /** True from a suspension until the next successful reply. */
  #isProbing = false;

  /** Whether another call of this rank may be sent. */
  hasRoomFor(rank: number): boolean {
    // A call in flight may itself wait for the server time, so requests for the time are not limited by the maximum.
    // Only one of them is allowed until the first successful reply after a suspension.
    if (rank === TIME_RANK && !(this.#isProbing && this.#timeRequests)) return true;
    return this.#granted.length < this.#most + (this.#isProbing ? 0 : (extraInFlight[rank] ?? 0));
  }

  add(permit: Permit, rank: number, grantedAt: number): CallInFlight<Permit> {
    const call = { permit, grantedAt };
    this.#granted.push(call);
    if (rank === TIME_RANK) this.#timeRequests++;
    return call;
  }

  /** Removes a call that has ended. Returns false if the call was not in flight any more. */
  remove(call: CallInFlight<Permit>, rank: number): boolean {
    const wasInFlight = removeFrom(this.#granted, call);
    if (wasInFlight && rank === TIME_RANK) this.#timeRequests--;
    return wasInFlight;
  }

  /**
   * Returns the permits of lost requests. A Worker stops when its visitor disconnects, and its calls then never end.
   */
  lost(now: number): Permit[] {
    return this.#granted.flatMap(({ permit, grantedAt }) => (now - grantedAt > LOST_AFTER ? [permit] : []));
  }

  /** Must be called when the exchange suspends requests. One call at a time is allowed until a reply is successful. */
  probe(): void {
    this.#isProbing = true;
    this.#most = 1;
  }

  /** Must be called when a reply shows that the exchange accepts requests. Allows one more call in flight. */
  grow(): void {
    this.#isProbing = false;
    this.#most++;
  }

  /** Ends the probing that a suspension began, without a reply. */
  reset(): void {
    this.#isProbing = false;
  }
}
