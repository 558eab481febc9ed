/** A REST request that the client has sent and that has not ended. */
export type RequestInFlight = {
  readonly at: number;
  readonly signal: AbortSignal | undefined;
  /** Whether the client requests the server time. */
  readonly isTime: boolean;
};

/**
 * How long an unanswered request must hold back the next request, in ms. This is less than the client requires of
 * itself, because the client counts from an earlier moment: before it signs the unanswered request.
 */
const HOLDS = 2_000;

/**
 * Checks that the client sends one REST request at a time after the exchange has stopped it with 418 or 429, until a
 * reply shows that the exchange accepts requests again.
 */
export class Probing {
  readonly #now: () => number;
  readonly #inFlight = new Set<RequestInFlight>();
  /** The time from which the exchange accepts requests again; undefined if it has not stopped the client. */
  #from: number | undefined;

  /** @param now returns the time of the machine's monotonic clock, in ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many unanswered requests should have held back a request that is sent now. */
  get ahead(): number {
    const now = this.#now();
    if (this.#from === undefined || now < this.#from) return 0;
    // The client permits a request for the server time beside one other request. The client may permit the two at the
    // same time and send them in any order. So a request for the server time that was sent at this very moment is not
    // counted.
    const holds = ({ at, signal, isTime }: RequestInFlight): boolean =>
      !signal?.aborted && now - at < HOLDS && !(isTime && at === now);
    return [...this.#inFlight].filter(holds).length;
  }

  sent(signal: AbortSignal | undefined, isTime: boolean): RequestInFlight {
    const request = { at: this.#now(), signal, isTime };
    this.#inFlight.add(request);
    return request;
  }

  ended(request: RequestInFlight): void {
    this.#inFlight.delete(request);
  }

  /** Must be called when the exchange stops the client until the time `until`. */
  stop(until: number): void {
    this.#from = Math.max(this.#from ?? 0, until);
  }

  /** Must be called when the exchange has answered a request that was sent at the time `sentAt`. */
  accepted(sentAt: number): void {
    if (this.#from !== undefined && sentAt >= this.#from) this.#from = undefined;
  }
}
