import type { Call, Reply } from '../operations/call.js';
import type { AnyOperation, Weight } from '../operations/operation.js';
import type { AbortSignalLike } from '../platform/abort.js';
import type { Clock, Timer } from '../platform/clock.js';
import { canSharePromises, pollFor } from '../platform/request-context.js';
import { notSentError } from './not-sent-error.js';
import type { LimitMode, ResolvedLimitOptions } from './options.js';
import { PermitQueue } from './permit-queue.js';
import { extraInFlight, FIRST_RANK_BELOW_CEILING, rankOf, ranks, TIME_RANK } from './priority.js';
import { type RateLimitDefinition, readRateLimits, readRateLimitUses, windowLength } from './rate-limit.js';
import { type ActiveSuspension, LimitScope } from './scope.js';
import { suspensionOf } from './suspension.js';
import type { LimitState, RateLimitWindow } from './window.js';

/** The rate limits of the exchange as far as the client knows them: those of the IP address, and the account's on orders. */
export type Limits = {
  readonly use: readonly LimitState[];
  /** Until when the exchange accepts no request, in ms since the epoch; undefined if it accepts requests. */
  readonly stoppedUntil: number | undefined;
  /** Until when the exchange accepts no new order of this account, in ms since the epoch. */
  readonly ordersStoppedUntil: number | undefined;
  /** Whether the exchange banned this IP address until `stoppedUntil`. */
  readonly banned: boolean;
};

/** A permit to send one call. Call it once when the call has ended, with the reply if there was one. */
export type Permit = (reply?: Reply) => void;

/** What a call uses of each type of rate limit. */
type Cost = { readonly [type: string]: number };

/** A call that needs a permit. */
type PermitRequest = {
  readonly call: Call;
  readonly rank: number;
  readonly cost: Cost;
  readonly account: LimitScope;
  /** The share of each limit that the call may use. */
  readonly ceiling: number;
  readonly mode: LimitMode;
  /** By the monotonic clock. */
  readonly deadline: number;
};

/** In a Worker, a request in flight for longer, in ms, no longer holds back others. */
const LOST_AFTER = 20_000;

type QueuedRequest = PermitRequest & {
  readonly resolve: (permit: Permit) => void;
  readonly reject: (error: unknown) => void;
};

/** The longest delay that a timer takes, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

const ipLimits: readonly RateLimitDefinition[] = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
];

/**
 * Keeps the calls from this IP address to one exchange within its rate limits, and the orders of each account within
 * theirs.
 *
 * After a 429 it sends nothing until the time that the exchange names. Then it sends one call at a time until one
 * succeeds. During a ban every call fails at once. The number of calls in flight grows with each successful reply, so
 * that few calls are in flight when the first refusal arrives.
 */
export class Limiter {
  /** The measured clock of the exchange, from a client that signs if there is one. Until then the wall clock is used. */
  time: { readonly offset: number | undefined } | undefined;
  readonly #clock: Clock;
  readonly #address = new LimitScope();
  /** The accounts by API key. */
  readonly #accounts = new Map<string, LimitScope>();
  /** The known order limits, with which each account starts. */
  readonly #orderLimits = new LimitScope();
  /** Limits that hold until the exchange names others. */
  #initialLimits: readonly RateLimitDefinition[] = ipLimits;
  /** The suspensions of operations that the firewall refused. */
  readonly #operationSuspensions = new Map<AnyOperation, ActiveSuspension>();
  #inFlight = 0;
  /** The permits of requests in flight, and when they were granted. */
  readonly #granted = new Map<Permit, number>();
  #maxInFlight = 1;
  /** True from a suspension until the next successful reply. */
  #isProbing = false;
  #timeRequestsInFlight = 0;
  readonly #queue = new PermitQueue<QueuedRequest>(ranks);
  #timer: Timer;
  /** When the timer fires, by the monotonic clock. */
  #timerAt = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.learn(ipLimits);
  }

  /** Stores the limits of `exchangeInfo.rateLimits`. What is no rate limit is ignored. */
  learn(rateLimits: unknown): void {
    for (const limit of readRateLimits(rateLimits)) {
      const isForOrders = limit.rateLimitType === 'ORDERS';
      const scopes = isForOrders ? [this.#orderLimits, ...this.#accounts.values()] : [this.#address];
      for (const scope of scopes) scope.learn(limit);
    }
  }

  /** Sets limits that the caller knows before the exchange has named them. */
  initialize(rateLimits: readonly RateLimitDefinition[]): void {
    const all = [...this.#initialLimits, ...rateLimits];
    // A later limit replaces an earlier one of the same window.
    this.#initialLimits = [
      ...new Map(all.map((limit) => [`${limit.rateLimitType} ${windowLength(limit)}`, limit])).values(),
    ];
    this.learn(rateLimits);
  }

  /** Forgets all suspensions, counts and limits that the exchange reported. */
  reset(): void {
    for (const scope of [this.#address, this.#orderLimits, ...this.#accounts.values()]) scope.reset();
    this.#operationSuspensions.clear();
    this.#isProbing = false;
    this.learn(this.#initialLimits);
    this.#flush();
  }

  /**
   * Requests a permit for a call. The result is a promise if the call has to wait. `onWait` then receives the expected
   * wait in ms: Infinity if another call must end first.
   *
   * @param deadline By the monotonic clock. A call that could only be sent later fails at once.
   * @throws {BinanceRateLimitError} when the call may not wait. A promise rejects with it.
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
      account: this.#account(account),
      ceiling: rank >= FIRST_RANK_BELOW_CEILING ? options.ceiling : 1,
      mode: options.mode,
      deadline,
    };
    signal.throwIfAborted();
    const delay = this.#delayOf(request);
    // A call of a higher rank may wait for a suspension that has ended, but whose timer has not fired yet.
    const isFirst = request.mode === 'off' || !this.#queue.hasUpTo(rank - 1);
    if (delay === 0 && isFirst) return this.#grant(request);
    onWait?.(delay);
    const waiting = this.#enqueue(request, delay, signal);
    return canSharePromises()
      ? waiting
      : pollFor(waiting, this.#clock, () => {
          this.#forgetLost();
          this.#flush();
        });
  }

  /** The present state of the limits, with the order limits of one account. */
  limitsOf(account?: string): Limits {
    const now = this.now();
    const monotonic = this.#clock.monotonic();
    const endOf = ({ until }: ActiveSuspension): number | undefined =>
      until > monotonic ? now + until - monotonic : undefined;
    const { windows, suspension } = this.#address;
    const orders = this.#account(account);
    return {
      use: [...windows, ...orders.windows].map((window) => window.state(now)),
      stoppedUntil: endOf(suspension),
      ordersStoppedUntil: endOf(orders.suspension),
      banned: suspension.banned && suspension.until > monotonic,
    };
  }

  /** The time of the exchange as far as it is known, in ms since the epoch. */
  now(): number {
    const offset = this.time?.offset;
    return offset === undefined ? this.#clock.now() : this.#clock.monotonic() + offset;
  }

  #account(apiKey = ''): LimitScope {
    let account = this.#accounts.get(apiKey);
    if (!account) {
      account = new LimitScope(this.#orderLimits.windows.map((window) => window.unused()));
      this.#accounts.set(apiKey, account);
    }
    return account;
  }

  #enqueue(request: PermitRequest, delay: number, signal: AbortSignalLike): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const asked = this.#clock.monotonic();
      const end = (): void => {
        this.#queue.delete(queued);
        this.#clock.clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        if (this.#queue.size === 0) this.#setTimer(Infinity);
      };
      const queued: QueuedRequest = {
        ...request,
        resolve: (permit) => {
          end();
          resolve(permit);
        },
        reject: (error) => {
          end();
          reject(error);
        },
      };
      const abort = (): void => queued.reject(signal.reason);
      const expire = (): void => {
        const now = this.now();
        const waited = Math.round(this.#clock.monotonic() - asked);
        queued.reject(notSentError(request.call, `it waited ${waited} ms for a permit of the rate limits`, now, now));
      };
      const longest = request.deadline - asked;
      const timer = longest < LONGEST_TIMER ? this.#clock.setTimeout(expire, longest) : undefined;
      signal.addEventListener('abort', abort);
      this.#queue.add(queued);
      if (delay === 0) this.#flush();
      // A call with an infinite delay is sent when another call ends, so it needs no timer.
      else if (asked + delay < this.#timerAt) this.#setTimer(delay);
    });
  }

  /**
   * How long a call must wait, in ms: 0 if it may be sent now, Infinity if another call must end first.
   *
   * @throws {BinanceRateLimitError} when the call may not wait for so long.
   */
  #delayOf(request: PermitRequest): number {
    const { call, rank, cost, ceiling, mode, deadline } = request;
    if (mode === 'off') return 0;
    const monotonic = this.#clock.monotonic();
    const suspension = this.#suspensionOf(request);
    let delay = Math.max(0, suspension.until - monotonic);
    const isBanned = delay > 0 && suspension.banned;
    if (delay === 0) {
      const maxInFlight = this.#isProbing ? this.#maxInFlight : this.#maxInFlight + (extraInFlight[rank] ?? 0);
      // A call in flight may be waiting for the time, so a request for the time is not counted against the maximum.
      const isExempt = rank === TIME_RANK && !(this.#isProbing && this.#timeRequestsInFlight);
      // Every queued call is checked when a call ends, so this cheap check comes first.
      if (!isExempt && this.#inFlight >= maxInFlight) return Infinity;
    }
    const now = this.now();
    let full: RateLimitWindow | undefined;
    for (const window of this.#windowsOf(request)) {
      const used = window.used(now);
      // A call that is heavier than the whole limit is sent too, alone in its window.
      if (!used || used + (cost[window.type] ?? 0) <= (window.limit ?? Infinity) * ceiling) continue;
      if (window.remaining(now) <= delay) continue;
      delay = window.remaining(now);
      full = window;
    }
    if (delay === 0 || (!isBanned && mode === 'queue' && monotonic + delay < deadline)) return delay;
    const share = ceiling < 1 ? `, and this call may use ${ceiling * 100} %` : '';
    throw notSentError(call, full ? full.describe(now) + share : suspension.text, now + delay, now, isBanned);
  }

  /** The suspension that holds a call back for the longest time. */
  #suspensionOf({ call, rank, cost, account }: PermitRequest): ActiveSuspension {
    let { suspension } = this.#address;
    if (cost.ORDERS && account.suspension.until > suspension.until) suspension = account.suspension;
    const ofOperation = this.#operationSuspensions.size > 0 && this.#operationSuspensions.get(call.operation);
    return ofOperation && rank >= FIRST_RANK_BELOW_CEILING && ofOperation.until > suspension.until
      ? ofOperation
      : suspension;
  }

  /** The windows in which a call counts. */
  #windowsOf({ cost, account }: PermitRequest): RateLimitWindow[] {
    return [...this.#address.windows, ...account.windows].filter(({ type }) => cost[type]);
  }

  #grant(request: PermitRequest): Permit {
    const { call, cost, account, rank } = request;
    const sentAt = this.now();
    const grantedAt = this.#clock.monotonic();
    const windows = this.#windowsOf(request);
    const isTimeRequest = rank === TIME_RANK;
    for (const window of windows) window.reserve(cost[window.type] ?? 0);
    this.#inFlight++;
    if (isTimeRequest) this.#timeRequestsInFlight++;
    const permit: Permit = (reply) => {
      if (!this.#granted.delete(permit)) return;
      const now = this.now();
      this.#inFlight--;
      if (isTimeRequest) this.#timeRequestsInFlight--;
      const isAccepted = reply !== undefined && reply.status < 400;
      const reported = reportedUse(reply, account, this.#address);
      for (const window of windows) {
        const reserved = cost[window.type] ?? 0;
        window.reserve(-reserved);
        if (reported.has(window)) continue;
        const isWeight = window.type === 'REQUEST_WEIGHT';
        const used = isAccepted && isWeight ? weightOfAnswer(call, reply, reserved) : reserved;
        if (isAccepted || window.type !== 'ORDERS') window.add(used, sentAt, now);
      }
      for (const [window, count] of reported) window.report(count, sentAt, now);
      if (reply) this.#adapt(reply, now, request, grantedAt);
      this.#flush();
    };
    this.#granted.set(permit, grantedAt);
    return permit;
  }

  /** Ends requests that were lost: a Worker ends when its visitor leaves, without ending its calls. */
  #forgetLost(): void {
    const now = this.#clock.monotonic();
    for (const [permit, grantedAt] of this.#granted) if (now - grantedAt > LOST_AFTER) permit(undefined);
  }

  /** Suspends requests if the reply asks for it. Otherwise it allows more calls in flight, unless the call only asked for the time. */
  #adapt(reply: Reply, now: number, { call, rank, account }: PermitRequest, grantedAt: number): void {
    const monotonic = this.#clock.monotonic();
    const suspension = reply.status < 400 ? undefined : suspensionOf(reply, now);
    if (suspension?.of === 'operation') {
      // A single parameter can provoke the firewall. Therefore this suspension never holds back what trading needs.
      this.#operationSuspensions.set(call.operation, { ...suspension, until: monotonic + suspension.wait });
    } else if (suspension?.of === 'orders') {
      account.begin(suspension, monotonic);
    } else if (suspension) {
      this.#address.begin(suspension, monotonic);
      this.#isProbing = true;
      this.#maxInFlight = 1;
    } else if (this.#address.suspension.until <= grantedAt && rank !== TIME_RANK) {
      this.#isProbing = false;
      this.#maxInFlight++;
    }
  }

  /** Grants permits to the queued calls that may be sent now, and sets a timer for the next one. */
  #flush(): void {
    if (this.#queue.size === 0) return;
    let nextDelay = Infinity;
    this.#queue.visitAll((queued) => {
      try {
        const delay = this.#delayOf(queued);
        if (delay === 0) queued.resolve(this.#grant(queued));
        else if (delay < nextDelay) nextDelay = delay;
        // Once a call has to wait for another to end, so has every later call of the same rank.
        return delay < Infinity;
      } catch (error) {
        queued.reject(error);
        return true;
      }
    });
    this.#setTimer(nextDelay);
  }

  #setTimer(delay: number): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timerAt = this.#clock.monotonic() + delay;
    this.#timer =
      delay < Infinity ? this.#clock.setTimeout(() => this.#flush(), Math.min(delay, LONGEST_TIMER)) : undefined;
  }
}

/** The highest use of each window that a reply reports. */
function reportedUse(reply: Reply | undefined, account: LimitScope, address: LimitScope): Map<RateLimitWindow, number> {
  const reported = new Map<RateLimitWindow, number>();
  for (const use of readRateLimitUses(reply?.rateLimits)) {
    const scope = use.rateLimitType === 'ORDERS' ? account : address;
    scope.learn(use);
    const window = scope.window(use);
    if (window) reported.set(window, Math.max(use.count, reported.get(window) ?? 0));
  }
  return reported;
}

function costOf({ operation, params }: Call): Cost {
  return { REQUEST_WEIGHT: weightOf(operation.weight, params), ORDERS: operation.orders ?? 0, RAW_REQUESTS: 1 };
}

/** The weight of an accepted call. `reserved` is the weight that it has otherwise. */
function weightOfAnswer({ operation }: Call, { data }: Reply, reserved: number): number {
  const { weightOnSuccess = reserved } = operation;
  return typeof weightOnSuccess === 'number' ? weightOnSuccess : weightOnSuccess(data);
}

function weightOf(weight: Weight, params: Call['params']): number {
  return typeof weight === 'number' ? weight : weight(params);
}
