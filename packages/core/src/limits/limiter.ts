import type { Call, Reply } from '../operations/call.js';
import { type AnyOperation, isWrite, type Weight } from '../operations/operation.js';
import type { AbortSignalLike } from '../platform/abort.js';
import type { Clock, Timer } from '../platform/clock.js';
import type { ResolvedLimitOptions } from './options.js';
import { rateLimitError } from './rate-limit-error.js';
import { type ActiveStop, LimitScope } from './scope.js';
import { stopOf } from './stop.js';
import type { LimitState, RateLimitDefinition, RateLimitWindow } from './window.js';

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

/** A call that needs a permit. */
type PermitRequest = {
  readonly call: Call;
  /** What the call uses of each type of rate limit. */
  readonly cost: Readonly<Record<string, number>>;
  /** How many calls may be in flight beyond `#maxInFlight`, so that a few writes need not wait for reads. */
  readonly extraInFlight: number;
  readonly account: LimitScope;
  readonly options: ResolvedLimitOptions;
  /** By the monotonic clock. */
  readonly deadline: number;
};

type QueuedRequest = PermitRequest & {
  readonly resolve: (permit: Permit) => void;
  readonly reject: (error: unknown) => void;
};

const EXTRA_WRITES = 8;

/**
 * Keeps the calls from this IP address to one REST origin within the rate limits of the exchange, and the orders of each
 * account within theirs.
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
  #inFlight = 0;
  #maxInFlight = 1;
  /** True from a stop until the next successful reply. */
  #isProbing = false;
  #timeRequestsInFlight = 0;
  #queue: QueuedRequest[] = [];
  #timer: Timer;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.learn([
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
      { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
    ]);
  }

  /** Stores the limits of `exchangeInfo.rateLimits`. */
  learn(limits: readonly RateLimitDefinition[]): void {
    for (const limit of limits) {
      const isForOrders = limit.rateLimitType === 'ORDERS';
      const scopes = isForOrders ? [this.#orderLimits, ...this.#accounts.values()] : [this.#address];
      for (const scope of scopes) scope.window(limit).limit = limit.limit;
    }
  }

  /**
   * Requests a permit for a call. The result is a promise if the call has to wait.
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
  ): Permit | Promise<Permit> {
    const { operation, params } = call;
    const request: PermitRequest = {
      call,
      cost: { REQUEST_WEIGHT: weightOf(operation.weight, params), ORDERS: operation.orders ?? 0, RAW_REQUESTS: 1 },
      extraInFlight: isWrite(operation) ? EXTRA_WRITES : 0,
      account: this.#account(account),
      options,
      deadline,
    };
    signal.throwIfAborted();
    const delay = this.#delayOf(request);
    if (delay === 0) return this.#grant(request);
    return new Promise((resolve, reject) => {
      const queued: QueuedRequest = { ...request, resolve, reject };
      // After a stop only one call is sent, and signed calls may be waiting for the time: a request for the time goes first.
      if (asksTime(operation)) this.#queue.unshift(queued);
      else this.#queue.push(queued);
      signal.addEventListener('abort', () => {
        this.#queue = this.#queue.filter((other) => other !== queued);
        if (this.#queue.length === 0) this.#clock.clearTimeout(this.#timer);
        reject(signal.reason);
      });
      // A call with an infinite delay is sent when another call ends, so it needs no timer.
      if (delay < Infinity) this.#flush();
    });
  }

  /** The present state of the limits, with the order limits of one account. */
  limitsOf(account?: string): Limits {
    const now = this.now();
    const monotonic = this.#clock.monotonic();
    const endOf = ({ until }: ActiveStop): number | undefined =>
      until > monotonic ? now + until - monotonic : undefined;
    const { windows, stop } = this.#address;
    const orders = this.#account(account);
    return {
      use: [...windows, ...orders.windows].map((window) => window.state(now)),
      stoppedUntil: endOf(stop),
      ordersStoppedUntil: endOf(orders.stop),
      banned: stop.banned && stop.until > monotonic,
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

  /** How long a call must wait, in ms: 0 if it may be sent now, Infinity if another call must end first. */
  #delayOf(request: PermitRequest): number {
    const { call, cost, extraInFlight, account, options, deadline } = request;
    if (options.mode === 'off') return 0;
    const monotonic = this.#clock.monotonic();
    const stop = cost.ORDERS && account.stop.until > this.#address.stop.until ? account.stop : this.#address.stop;
    let delay = stop.until - monotonic;
    const isStopped = delay > 0;
    if (!isStopped) {
      const maxInFlight = this.#isProbing ? this.#maxInFlight : this.#maxInFlight + extraInFlight;
      // A call in flight may be waiting for the time, so a request for the time is not counted against the maximum.
      const isExempt = asksTime(call.operation) && !(this.#isProbing && this.#timeRequestsInFlight);
      // Every queued call is checked when a call ends, so this cheap check comes first.
      if (!isExempt && this.#inFlight >= maxInFlight) return Infinity;
    }
    const now = this.now();
    for (const window of this.#windowsOf(request)) {
      const used = window.used(now);
      // A call that is heavier than the whole limit is sent too, alone in its window.
      if (used && used + (cost[window.type] ?? 0) > (window.limit ?? Infinity) * options.ceiling) {
        delay = Math.max(delay, window.remaining(now));
      }
    }
    if (delay <= 0) return 0;
    const isBanned = isStopped && stop.banned;
    if (!isBanned && options.mode !== 'throw' && monotonic + delay < deadline) return delay;
    const reply = { ...stop.reply, retryAfter: delay };
    const banned = stopOf(reply, now)?.banned === true;
    throw rateLimitError(call, reply, { wait: delay, banned }, now, 'not sent: a rate limit was reached before');
  }

  /** The windows in which a call counts. */
  #windowsOf({ cost, account }: PermitRequest): RateLimitWindow[] {
    const counting: RateLimitWindow[] = [];
    for (const window of this.#address.windows) if (cost[window.type]) counting.push(window);
    if (cost.ORDERS) counting.push(...account.windows);
    return counting;
  }

  #grant(request: PermitRequest): Permit {
    const { call, cost, account } = request;
    const sentAt = this.now();
    const windows = this.#windowsOf(request);
    const isTimeRequest = asksTime(call.operation);
    for (const window of windows) window.reserve(cost[window.type] ?? 0);
    this.#inFlight++;
    if (isTimeRequest) this.#timeRequestsInFlight++;
    return (reply) => {
      const now = this.now();
      this.#inFlight--;
      if (isTimeRequest) this.#timeRequestsInFlight--;
      const isAccepted = reply !== undefined && reply.status < 400;
      for (const window of windows) {
        const reserved = cost[window.type] ?? 0;
        window.reserve(-reserved);
        const isWeight = window.type === 'REQUEST_WEIGHT';
        const used = isAccepted && isWeight ? (call.operation.weightOnSuccess ?? reserved) : reserved;
        if (isAccepted || window.type !== 'ORDERS') window.add(weightOf(used, call.params), sentAt, now);
      }
      for (const use of reply?.rateLimits ?? []) {
        const window = (use.rateLimitType === 'ORDERS' ? account : this.#address).window(use);
        window.limit = use.limit ?? window.limit;
        window.report(use.count, sentAt, now);
      }
      if (reply) this.#adapt(reply, now, account, isTimeRequest);
      this.#flush();
    };
  }

  /** Stops if the reply asks for it. Otherwise it allows more calls in flight, unless the call only asked for the time. */
  #adapt(reply: Reply, now: number, account: LimitScope, isTimeRequest: boolean): void {
    const monotonic = this.#clock.monotonic();
    const stop = reply.status < 400 ? undefined : stopOf(reply, now);
    if (stop) {
      const scope = stop.orders ? account : this.#address;
      scope.stop = { banned: stop.banned, reply, until: Math.max(monotonic + stop.wait, scope.stop.until) };
      if (stop.orders) return;
      this.#isProbing = true;
      this.#maxInFlight = 1;
    } else if (this.#address.stop.until <= monotonic && !isTimeRequest) {
      this.#isProbing = false;
      this.#maxInFlight++;
    }
  }

  /** Grants permits to the queued calls that may be sent now, and sets a timer for the next one. */
  #flush(): void {
    if (this.#queue.length === 0) return;
    this.#clock.clearTimeout(this.#timer);
    let nextDelay = Infinity;
    // Once a call has to wait for another to end, so has every later call with the same `extraInFlight`.
    const mustWait: boolean[] = [];
    this.#queue = this.#queue.filter((queued) => {
      if (mustWait[queued.extraInFlight]) return true;
      try {
        const delay = this.#delayOf(queued);
        if (delay === 0) queued.resolve(this.#grant(queued));
        else if (delay < nextDelay) nextDelay = delay;
        else mustWait[queued.extraInFlight] = delay === Infinity;
        return delay > 0;
      } catch (error) {
        queued.reject(error);
        return false;
      }
    });
    if (nextDelay < Infinity) this.#timer = this.#clock.setTimeout(() => this.#flush(), nextDelay);
  }
}

function weightOf(weight: Weight, params: Call['params']): number {
  return typeof weight === 'number' ? weight : weight(params);
}

/** Whether a call asks for the time of the exchange. A signed call may be waiting for it. */
function asksTime({ teaches }: AnyOperation): boolean {
  return teaches?.includes('serverTime') === true;
}
