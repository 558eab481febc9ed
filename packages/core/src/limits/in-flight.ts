import { removeFrom } from '../platform/remove-from.js';
import { extraInFlight, TIME_RANK } from './priority.js';

/**
 * In a Worker, a request that has been in flight for more than this many ms is considered lost, and other requests no
 * longer wait for it.
 */
const LOST_AFTER = 20_000;

/** A call that has been sent and has not ended. */
export type CallInFlight<Permit> = {
  readonly permit: Permit;
  /** When the call was permitted, by the monotonic clock in ms. */
  readonly grantedAt: number;
};

/**
 * The calls in flight, and how many are allowed at the same time. This maximum grows with each successful reply, so
 * that few calls are in flight when the exchange first refuses one. After a suspension the maximum is one again.
 */
export class CallsInFlight<Permit> {
  readonly #granted: CallInFlight<Permit>[] = [];
  #timeRequests = 0;
  #most = 1;
  /** True from a suspension until the next successful reply. */
  #isProbing = false;

  /** Whether another call with this rank of priority may be sent. */
  hasRoomFor(rank: number): boolean {
    // A call in flight may need the server time before it is sent, so requests for the time are not limited by the
    // maximum. Between a suspension and the next successful reply, only one of them may be in flight.
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
   * Returns the permits of requests that are considered lost. A Worker stops when its visitor disconnects, and its
   * calls never end.
   */
  lost(now: number): Permit[] {
    return this.#granted.flatMap(({ permit, grantedAt }) => (now - grantedAt > LOST_AFTER ? [permit] : []));
  }

  /**
   * Must be called when the exchange suspends requests. Until the next successful reply, only one call at a time is
   * allowed.
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

  /** Allows several calls at a time again, although no reply has arrived since the suspension. */
  reset(): void {
    this.#isProbing = false;
  }
}
