import { extraInFlight, TIME_RANK } from './priority.js';

/** In a Worker, a request in flight for longer, in ms, no longer holds back others. */
const LOST_AFTER = 20_000;

/**
 * The calls in flight, and how many there may be. The number grows with each successful reply, so that few calls are in
 * flight when the first refusal arrives. After a suspension it starts at one again.
 */
export class CallsInFlight<Permit> {
  /** The permits of calls in flight, and when they were granted, by the monotonic clock. */
  readonly #granted = new Map<Permit, number>();
  #timeRequests = 0;
  #most = 1;
  /** True from a suspension until the next successful reply. */
  #isProbing = false;

  /** Whether another call of this rank may be sent. */
  hasRoomFor(rank: number): boolean {
    // A call in flight may be waiting for the time, so a request for the time is not counted against the maximum.
    if (rank === TIME_RANK && !(this.#isProbing && this.#timeRequests)) return true;
    return this.#granted.size < this.#most + (this.#isProbing ? 0 : (extraInFlight[rank] ?? 0));
  }

  add(permit: Permit, rank: number, grantedAt: number): void {
    this.#granted.set(permit, grantedAt);
    if (rank === TIME_RANK) this.#timeRequests++;
  }

  /** Removes a call that has ended. Returns false if it was removed before. */
  remove(permit: Permit, rank: number): boolean {
    const wasInFlight = this.#granted.delete(permit);
    if (wasInFlight && rank === TIME_RANK) this.#timeRequests--;
    return wasInFlight;
  }

  /** The permits of requests that were lost: a Worker ends when its visitor leaves, without ending its calls. */
  lost(now: number): Permit[] {
    return [...this.#granted].flatMap(([permit, grantedAt]) => (now - grantedAt > LOST_AFTER ? [permit] : []));
  }

  /** The exchange suspended requests. */
  probe(): void {
    this.#isProbing = true;
    this.#most = 1;
  }

  /** A reply shows that the exchange accepts requests. */
  grow(): void {
    this.#isProbing = false;
    this.#most++;
  }

  /** Ends probing without a reply. */
  reset(): void {
    this.#isProbing = false;
  }
}
