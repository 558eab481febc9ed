import type { Clock, Timer } from '@pkg/core';
import type { ResolvedOptions } from '../options.js';
import { unref } from './unref.js';

/**
 * How often a process reports to Redis that it is running, in ms. It reports more often if it would otherwise report
 * fewer than `REPORTS` times before Redis stops counting it as a running process.
 */
const HEARTBEAT = 1000;
const REPORTS = 3;
/**
 * If Redis has not answered a request for this many ms, the next request is sent without waiting for the answer any
 * longer.
 */
const LOST_AFTER = 2000;
/**
 * If a timer fires more than this many ms after its time, this process was too busy to fire it, or to read an answer.
 */
const BUSY = 10;
/** The delay before the first retry after a failure, in ms. It doubles with each further failure. */
const FIRST_RETRY = 20;

/** Sends the requests of a {@link RequestLoop}, and handles their answers. */
export type Requester<T> = {
  /**
   * Requests leases (parts of the rate limits), and reports what this process has used. If no lease is needed and
   * `isFull` is true, sends the report alone. If no lease is needed and `isFull` is false, sends nothing and returns
   * undefined.
   */
  send(isFull: boolean): Promise<T> | undefined;
  take(answer: T): void;
  /** Called when Redis does not answer in time, or answers with an error. */
  fail(reason: string): void;
};

/**
 * Sends one request after another to Redis: when calls need a lease, and at intervals as a heartbeat. A request that is
 * not answered in time counts as failed. No call therefore waits for Redis for longer than `timeout` ms.
 */
export class RequestLoop<T> {
  readonly #requester: Requester<T>;
  readonly #clock: Clock;
  readonly #timeout: number;
  /** The time between two reports, in ms. */
  readonly #interval: number;
  #isScheduled = false;
  #isClosed = false;
  #wantsAll = true;
  /**
   * Since when calls have been waiting for the next request to Redis, by this process's monotonic clock in ms;
   * undefined if no call waits.
   */
  #neededSince: number | undefined;
  /** When the pending request was sent; undefined if Redis has answered all requests. */
  #sentAt: number | undefined;
  /** Whether Redis has taken longer than `timeout` to answer the pending request. */
  #isLate = false;
  #requests = 0;
  #failures = 0;
  #heartbeat: Timer;

  constructor(requester: Requester<T>, clock: Clock, options: Pick<ResolvedOptions, 'timeout' | 'memberTimeout'>) {
    this.#requester = requester;
    this.#clock = clock;
    this.#timeout = options.timeout;
    this.#interval = Math.min(HEARTBEAT, options.memberTimeout / REPORTS);
  }

  /**
   * Sends a request in a microtask. So one request serves all limits that a call uses, and all calls that are made at
   * the same moment.
   */
  ask(need: 'call' | 'block' | 'report'): void {
    if (need === 'report') this.#wantsAll = true;
    // If Redis has asked for a report, it can be reached again. So the loop sends the report at once, and no longer
    // waits for the answer to the pending request, which is late.
    if (need === 'report' && this.#isLate) this.#sentAt = undefined;
    else if (need === 'call') this.#neededSince ??= this.#clock.monotonic();
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#send();
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#clock.clearTimeout(this.#heartbeat);
  }

  #send(): void {
    if (this.#isClosed) return;
    const now = this.#clock.monotonic();
    if (this.#sentAt !== undefined && now - this.#sentAt < LOST_AFTER) return;
    const answer = this.#requester.send(this.#wantsAll);
    const waitedFor = now - (this.#neededSince ?? now);
    this.#neededSince = undefined;
    if (!answer) return;
    this.#wantsAll = false;
    this.#sentAt = now;
    this.#isLate = false;
    this.#requests += 1;
    this.#beat();
    this.#await(answer, this.#requests, Math.max(0, this.#timeout - waitedFor));
  }

  #await(answer: Promise<T>, request: number, timeout: number): void {
    const expiresAt = this.#clock.monotonic() + timeout;
    const giveUp = (): void => {
      if (request !== this.#requests) return;
      this.#isLate = true;
      this.#fail(`Redis did not answer within ${this.#timeout} ms`);
    };
    const expire = (): void => {
      // If this process was busy, the answer may have arrived without being read. So the loop waits a little longer for
      // the answer.
      const wasBusy = this.#clock.monotonic() > expiresAt + BUSY;
      timer = this.#clock.setTimeout(giveUp, wasBusy ? 1 : 0);
    };
    let timer = this.#clock.setTimeout(expire, timeout);
    const end = (): boolean => {
      this.#clock.clearTimeout(timer);
      if (request !== this.#requests || this.#isClosed) return false;
      this.#sentAt = undefined;
      return true;
    };
    answer.then(
      (value) => {
        if (!end()) return;
        // An answer that arrived late may be out of date, so it is not used. A new report is sent instead.
        if (this.#isLate) return this.#retry();
        this.#failures = 0;
        this.#requester.take(value);
      },
      (error: unknown) => {
        if (!end()) return;
        this.#fail(`Redis refused: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown error'}`);
        this.#retry();
      },
    );
  }

  #fail(reason: string): void {
    if (this.#isClosed) return;
    this.#wantsAll = true;
    this.#requester.fail(reason);
  }

  /** Sends a report again after a failure. The delay is short at first, and grows to the time between two reports. */
  #retry(): void {
    this.#wantsAll = true;
    this.#beat(Math.min(FIRST_RETRY * 2 ** this.#failures, this.#interval));
    this.#failures += 1;
  }

  /** Sends another report after a delay, so that the other processes know that this process is running. */
  #beat(delay = this.#interval): void {
    this.#clock.clearTimeout(this.#heartbeat);
    const beat = (): void => {
      this.#wantsAll = true;
      this.#send();
      this.#beat();
    };
    this.#heartbeat = unref(this.#clock.setTimeout(beat, delay));
  }
}
