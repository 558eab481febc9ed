import { unknownOutcomeCodes } from '../errors/unknown-outcome-codes.js';
import type { Call } from '../operations/call.js';
import type { AbortSignalLike } from '../platform/abort.js';
import type { Clock, Timer } from '../platform/clock.js';
import { LONGEST_TIMER } from '../platform/longest-timer.js';
import { canSharePromises, pollFor } from '../platform/request-context.js';
import { costOf, weightOfAnswer } from './cost.js';
import { CallsInFlight } from './in-flight.js';
import { KnownLimits } from './known-limits.js';
import type { ActiveSuspension } from './limit-scope.js';
import { notSentError } from './not-sent-error.js';
import type { ResolvedLimitOptions } from './options.js';
import type { Permit, PermitRequest, QueuedRequest } from './permit.js';
import { PermitQueue } from './permit-queue.js';
import { FIRST_RANK_BELOW_CEILING, rankOf, ranks, TIME_RANK } from './priority.js';
import type { Fleet, LimiterHandle, LimitStore, StoredLimits } from './store.js';
import type { Suspension } from './suspension.js';
import type { LimitState, RateLimitWindow } from './window.js';

/** The state of the rate limits that the client knows: those of the IP address, and the order limits of the account. */
export type Limits = {
  /** How much of each rate limit is used in its current window. */
  readonly use: readonly LimitState[];
  /**
   * The time until which the exchange accepts no requests, in ms since the epoch by the exchange's clock; undefined if it
   * accepts them.
   */
  readonly stoppedUntil: number | undefined;
  /**
   * The time until which the exchange accepts no new orders of this account, in ms since the epoch by the exchange's
   * clock; undefined if it accepts them.
   */
  readonly ordersStoppedUntil: number | undefined;
  /** Whether the exchange banned this IP address until `stoppedUntil`. */
  readonly banned: boolean;
  /** The processes that share the limits; undefined if `limits.store` is not set. */
  readonly fleet: Fleet | undefined;
};

/**
 * Keeps the calls from this IP address to one exchange within the rate limits of the address, and the orders of each
 * account within the order limits of the account.
 *
 * After a 429 the limiter permits no call until the time that the exchange names. It then permits one call at a time
 * until a call succeeds. A call without a reply for 3 s no longer holds back the next one. During a ban every call fails
 * at once.
 */
export class Limiter implements LimiterHandle {
  /**
   * The server time of the client that has measured it last. Only clients that sign requests measure it. Before that,
   * {@link now} uses the server time that another process has put into the store, or else the wall clock of this
   * machine.
   */
  declare time: LimiterHandle['time'];
  readonly known: KnownLimits;
  readonly stored: StoredLimits;
  readonly #clock: Clock;
  readonly #inFlight = new CallsInFlight<Permit>();
  readonly #queue = new PermitQueue<QueuedRequest>(ranks);
  #timer: Timer;
  /** When the timer that wakes the queue fires, by the monotonic clock in ms. */
  #timerAt = Infinity;

  /** `exchange` is the REST origin of the exchange. */
  constructor(clock: Clock, store: LimitStore, exchange: string) {
    this.#clock = clock;
    this.stored = store.open(this, exchange, clock);
    this.known = new KnownLimits(this.stored);
  }

  /** Forgets all suspensions, counts and limits that the exchange reported, in all processes that share them. */
  reset(): void {
    this.stored.reset?.();
    this.forget();
  }

  /** Forgets all suspensions, counts and limits that the exchange reported, in this process only. */
  forget(): void {
    this.known.reset();
    this.#inFlight.reset();
    this.wake();
  }

  /** Allows only one call at a time until the exchange accepts one. */
  probe(): void {
    this.#inFlight.probe();
  }

  /**
   * Returns a permit to send a call, or a promise of the permit if the call has to wait. If the call has to wait,
   * `onWait` is called with the expected wait in ms, or with Infinity if another call must end first.
   *
   * @param deadline The latest time to send the call, by the monotonic clock in ms. If the expected wait ends later,
   * the call fails at once.
   * @throws {BinanceRateLimitError} if the call would have to wait, but its limit mode is `throw`, the IP address is
   * banned, or the wait would end after `deadline`. If the call is already waiting, the returned promise rejects with
   * this error.
   */
  acquire(
    call: Call,
    options: ResolvedLimitOptions,
    deadline: number,
    signal: AbortSignalLike,
    account?: string,
    onWait?: (delay: number) => void,
  ): Permit | Promise<Permit> {
    const rank = rankOf(call);
    const request: PermitRequest = {
      call,
      rank,
      cost: costOf(call),
      account: this.known.account(account),
      ceiling: rank >= FIRST_RANK_BELOW_CEILING ? options.ceiling : 1,
      mode: options.mode,
      deadline,
    };
    signal.throwIfAborted();
    const delay = this.#delayOf(request);
    // Queued calls of a higher rank (a smaller number) must be sent before this call. Right after a suspension has
    // ended, such calls may still be in the queue, because the timer that wakes the queue has not fired yet.
    const isFirst = request.mode === 'off' || !this.#queue.hasUpTo(rank - 1);
    if (delay === 0 && isFirst) return this.#grant(request);
    onWait?.(delay);
    // A listener may have aborted the call.
    signal.throwIfAborted();
    const waiting = this.#enqueue(request, delay, signal);
    return canSharePromises()
      ? waiting
      : pollFor(waiting, this.#clock, () => {
          for (const permit of this.#inFlight.lost(this.#clock.monotonic())) permit();
          this.wake();
        });
  }

  /** Returns the current state of the limits, with the order limits of one account. */
  limitsOf(account?: string): Limits {
    const now = this.now();
    const monotonic = this.#clock.monotonic();
    const endOf = ({ until }: ActiveSuspension): number | undefined =>
      until > monotonic ? now + until - monotonic : undefined;
    const { windows, suspension } = this.known.address;
    const orders = this.known.account(account);
    return {
      use: [...windows, ...orders.windows].map((window) => window.state(now)),
      stoppedUntil: endOf(suspension),
      ordersStoppedUntil: endOf(orders.suspension),
      banned: suspension.banned && endOf(suspension) !== undefined,
      fleet: this.stored.fleet,
    };
  }

  /**
   * The exchange's time in ms since the epoch: the server time that this process has measured, otherwise the one that
   * the store knows from another process, otherwise the wall clock of this machine.
   */
  now(): number {
    const offset = this.time?.offset ?? this.stored.offset;
    return offset === undefined ? this.#clock.now() : this.#clock.monotonic() + offset;
  }

  #enqueue(request: PermitRequest, delay: number, signal: AbortSignalLike): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const asked = this.#clock.monotonic();
      const ending =
        <T>(settle: (result: T) => void) =>
        (result: T): void => {
          this.#queue.delete(queued);
          this.#clock.clearTimeout(timer);
          signal.removeEventListener('abort', abort);
          if (!this.#queue.hasUpTo(ranks)) this.#setTimer(Infinity);
          settle(result);
        };
      const queued: QueuedRequest = { ...request, resolve: ending(resolve), reject: ending(reject) };
      const abort = (): void => queued.reject(signal.reason);
      const expire = (): void => {
        const now = this.now();
        const waited = Math.round(this.#clock.monotonic() - asked);
        queued.reject(notSentError(request.call, `it waited ${waited} ms for the rate limits`, now, now));
      };
      const longest = request.deadline - asked;
      const timer = longest < LONGEST_TIMER ? this.#clock.setTimeout(expire, longest) : undefined;
      signal.addEventListener('abort', abort);
      this.#queue.add(queued);
      if (delay === 0) this.wake();
      else this.#wakeAfter(Math.min(delay, this.#timerAt - asked));
    });
  }

  /**
   * Returns how long a call must wait, in ms: 0 if it may be sent now, Infinity if another call must end first.
   *
   * @throws {BinanceRateLimitError} if the call would have to wait, but its limit mode is `throw`, the IP address is
   * banned, or the wait would end after the deadline of the call.
   */
  #delayOf(request: PermitRequest): number {
    const { call, rank, cost, ceiling, mode, deadline } = request;
    if (mode === 'off') return 0;
    const monotonic = this.#clock.monotonic();
    const suspension = this.#suspensionOf(request);
    let delay = Math.max(0, suspension.until - monotonic);
    const isBanned = delay > 0 && suspension.banned;
    // This check is cheap and comes first, because every queued call is checked each time that a call ends.
    if (delay === 0 && !this.#inFlight.hasRoomFor(rank, monotonic)) return Infinity;
    const now = this.now();
    let full: RateLimitWindow | undefined;
    for (const window of this.#windowsOf(request)) {
      const wait = window.delayOf(cost[window.type] ?? 0, ceiling, now, rank);
      if (wait <= delay) continue;
      delay = wait;
      full = window;
    }
    if (delay === 0 || delay === Infinity || (!isBanned && mode === 'queue' && monotonic + delay < deadline))
      return delay;
    throw notSentError(call, full ? full.describe(now, ceiling) : suspension.text, now + delay, now, isBanned);
  }

  /**
   * Returns the suspension that delays this call the longest: the suspension of all requests, that of the account's new
   * orders, or that of the call's operation.
   */
  #suspensionOf({ call, rank, cost, account }: PermitRequest): ActiveSuspension {
    let { suspension } = this.known.address;
    if (cost.ORDERS && account.suspension.until > suspension.until) suspension = account.suspension;
    // A 403 suspends the whole operation, although a bad parameter of one call may have caused it. So this suspension
    // does not apply to orders, cancels and other calls of high priority.
    const ofOperation = this.known.address.operations.get(call.operation);
    return ofOperation && rank >= FIRST_RANK_BELOW_CEILING && ofOperation.until > suspension.until
      ? ofOperation
      : suspension;
  }

  /** Returns the current windows of the rate limits towards which this call counts. */
  #windowsOf({ cost, account }: PermitRequest): RateLimitWindow[] {
    return [...this.known.address.windows, ...account.windows].filter(({ type }) => cost[type]);
  }

  #grant(request: PermitRequest): Permit {
    const { call, cost, account, rank } = request;
    const sentAt = this.now();
    const grantedAt = this.#clock.monotonic();
    const windows = this.#windowsOf(request);
    for (const window of windows) window.reserve(cost[window.type] ?? 0);
    const permit: Permit = (reply, suspension) => {
      if (!this.#inFlight.remove(inFlight, rank)) return;
      const now = this.now();
      const status = reply?.status ?? 500;
      const { code, data } = Object(reply?.data);
      // A refused cancel-replace has placed its new order if only the cancel failed. The exchange also counts a new order
      // that it has not attempted.
      const { newOrderResult = 'FAILURE' } = Object(data);
      const isRefused =
        status > 399 && status < 500 && newOrderResult === 'FAILURE' && !unknownOutcomeCodes.includes(code);
      const reported = this.known.reportedBy(reply, account);
      for (const window of windows) {
        const reserved = cost[window.type] ?? 0;
        window.reserve(-reserved);
        if (reply === null || window.includes(reported.get(window), sentAt, now)) continue;
        const isWeight = window.type === 'REQUEST_WEIGHT';
        const used = reply && status < 400 && isWeight ? weightOfAnswer(call, reply, reserved) : reserved;
        // The exchange does not count a refused order. An order that the exchange may have executed is counted here,
        // until the exchange reports its own count. If the exchange executes the order only after that report, the
        // count is too low, and the exchange may refuse a later order with -1015. To add the order to the reported
        // count would be worse: most reports already contain such an order, so it would be counted twice and hold back
        // other orders.
        if (window.type !== 'ORDERS' || !isRefused) window.add(used, now);
      }
      for (const [window, count] of reported) window.report(count, sentAt, now);
      if (reply) this.#adapt(suspension, request, grantedAt);
      this.wake();
    };
    const inFlight = this.#inFlight.add(permit, rank, grantedAt);
    return permit;
  }

  /**
   * Begins the suspension that a reply asks for. If the reply asks for none, the number of calls allowed in flight at
   * the same time is raised by one. Two kinds of replies do not raise this number: replies to requests for the server
   * time, and replies to calls that were permitted before a suspension ended.
   */
  #adapt(suspension: Suspension | undefined, { call, rank, account }: PermitRequest, grantedAt: number): void {
    const { address } = this.known;
    if (suspension) {
      const scope = suspension.of === 'orders' ? account : address;
      scope.begin(suspension, this.#clock.monotonic(), call.operation);
      if (suspension.of === 'requests') this.probe();
    } else if (address.suspension.until <= grantedAt && rank !== TIME_RANK) {
      this.#inFlight.grow();
    }
  }

  /** Grants permits to the queued calls that may be sent now, and sets a timer for the next one. */
  wake(): void {
    if (!this.#queue.hasUpTo(ranks)) return;
    let nextDelay = Infinity;
    this.#queue.visitAll((queued) => {
      try {
        const delay = this.#delayOf(queued);
        if (delay === 0) queued.resolve(this.#grant(queued));
        else if (delay < nextDelay) nextDelay = delay;
        // If this call must wait until another call ends, the later calls of the same rank must wait too. The queue
        // skips them if this function returns `false`.
        return delay < Infinity;
      } catch (error) {
        queued.reject(error);
        return true;
      }
    });
    this.#wakeAfter(nextDelay);
  }

  /**
   * Wakes the queue after `delay` ms, or earlier if calls are queued and a call in flight becomes overdue before then.
   */
  #wakeAfter(delay: number): void {
    const overdue = this.#queue.hasUpTo(ranks) ? this.#inFlight.nextOverdue(this.#clock.monotonic()) : Infinity;
    this.#setTimer(Math.min(delay, overdue));
  }

  #setTimer(delay: number): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timerAt = this.#clock.monotonic() + delay;
    this.#timer =
      delay < Infinity ? this.#clock.setTimeout(() => this.wake(), Math.min(delay, LONGEST_TIMER)) : undefined;
  }
}
