import type { AnyOperation, Clock, LimiterHandle, Timer } from '@pkg/core';
import { LimitScope, type RateLimitDefinition, type Suspension } from '@pkg/core/internal';
import type { Connection, Subscriber } from '../connection/index.js';
import type { ResolvedOptions } from '../options.js';
import { leaseScript, resetScript, suspendScript } from '../scripts/index.js';
import { LeasedWindow, type LeaseHolder, type WindowReport } from '../windows/index.js';
import type { ArrivedMessages } from './arrived-messages.node.js';
import { type LeaseAnswer, readLeaseAnswer } from './lease-answer.js';
import { type Message, readMessage } from './messages.js';
import { anyOperation, operationsOf, routeOf } from './operation-routes.js';
import { RequestLoop } from './request-loop.js';
import { type SharedSuspension, suspensionFor } from './shared-suspension.js';
import { unref } from './unref.js';

/**
 * What all {@link SharedScope} objects of a process use together, such as the limiter and the connection to Redis. A
 * scope holds the limits of an IP address or of an account.
 */
export type FleetProcess = {
  readonly id: string;
  readonly limiter: LimiterHandle;
  readonly connection: Connection;
  readonly subscriber: Subscriber;
  readonly arrived: ArrivedMessages;
  readonly options: ResolvedOptions;
  /** The clock for the requests to Redis. */
  readonly clock: Clock;
  readonly limiterClock: Clock;
  /**
   * Called with undefined when the limits of an IP address or account begin to be shared. Called with the reason when
   * the process continues without Redis.
   */
  changed(reason: string | undefined): void;
  /** Called with the exchange's time as another process measured it, in ms since the epoch. */
  learnTime(exchangeTime: number): void;
};

type Report = { readonly window: LeasedWindow; readonly report: WindowReport };
type Answered = {
  readonly reports: readonly Report[];
  readonly answer: LeaseAnswer;
  readonly sentAt: number;
  /** The wall clock minus the monotonic clock when the request was sent, in ms. */
  readonly skew: number;
  /** The number of resets before the request was sent. */
  readonly resets: number;
};

/**
 * The limits of an IP address or of an account, shared by several processes. The processes share their counts of use
 * and their suspensions.
 */
export class SharedScope extends LimitScope {
  /** The prefix of the keys in Redis. It is also the name of the channel for messages. */
  readonly #prefix: string;
  readonly #process: FleetProcess;
  readonly #isOfAddress: boolean;
  readonly #holder: LeaseHolder;
  readonly #loop: RequestLoop<Answered>;
  /**
   * When each known suspension ends, in ms of the exchange's time. The key of a suspension is the name that
   * {@link nameOf} returns for it.
   */
  readonly #known = new Map<string, number>();
  /**
   * The longest suspensions that the exchange has demanded in replies to this process. The keys are as in
   * {@link #known}. `at` is when this process last reported the suspension to Redis, by its monotonic clock in ms.
   */
  readonly #own = new Map<string, { readonly suspension: SharedSuspension; readonly at: number }>();
  #resets = 0;
  #members: number;
  #isAlone = false;
  /** The time of the last request to which Redis has replied with leases, by this process's monotonic clock in ms. */
  #sharedAt = Number.NEGATIVE_INFINITY;
  /** The wall clock minus the monotonic clock at that time, in ms. */
  #skew = 0;
  /**
   * `#suspendedUntil` is the end of the last suspension of all requests, in ms of the exchange's time. `#hasSucceeded`
   * is true if a call that was sent after this end has succeeded.
   */
  #suspendedUntil = 0;
  #hasSucceeded = false;
  #subscription: Promise<void> | undefined;
  #retry: Timer;
  #retryAt = Number.POSITIVE_INFINITY;

  /** `name` identifies the IP address or account. All processes that share its limits use the same name. */
  constructor(process: FleetProcess, name: string, isOfAddress: boolean) {
    super();
    // The braces put all keys with this name into one slot of a Redis cluster, because a script may only use keys of
    // one slot.
    this.#prefix = `binance-limits:{${name}}`;
    this.#process = process;
    this.#isOfAddress = isOfAddress;
    this.#members = process.options.members;
    this.#holder = this.#createHolder();
    this.#loop = new RequestLoop(this, process.clock, process.options);
    // Sends a report to Redis at once. Redis then loads the script before the first call has to wait for it.
    this.#loop.ask('report');
  }

  /**
   * Subscribes to the messages of other processes. Resolves when this process is subscribed, or when the attempt to
   * subscribe has failed.
   */
  subscribe(): Promise<void> {
    this.#subscription ??= this.#openSubscription();
    return this.#subscription;
  }

  get members(): number {
    return this.#members;
  }

  /** Whether this process uses only its own share of the limits, because Redis cannot be reached. */
  get isAlone(): boolean {
    return this.#isAlone;
  }

  /** Whether the exchange has demanded a suspension in a reply to this process since the last reset. */
  get hasOwnSuspension(): boolean {
    return this.#own.size > 0;
  }

  get leased(): readonly LeasedWindow[] {
    return this.windows.filter((window) => window instanceof LeasedWindow);
  }

  override createWindow(definition: RateLimitDefinition): LeasedWindow {
    return new LeasedWindow(definition, this.#holder, this.#isOfAddress);
  }

  /**
   * Begins a suspension that the exchange demanded in a reply to this process, and reports it to the other processes.
   */
  override begin(suspension: Suspension, monotonic: number, operation: AnyOperation): void {
    this.#begin(suspension, monotonic, operation);
    const { of, banned, text, wait } = suspension;
    const subject = of === 'operation' ? routeOf(operation) : '';
    const shared: SharedSuspension = { of, subject, until: this.#process.limiter.now() + wait, banned, text };
    this.#known.set(nameOf(shared), shared.until);
    this.#report(shared, wait);
  }

  /** Forgets all suspensions that this process knows, and its counts of use. */
  override reset(): void {
    super.reset();
    this.#known.clear();
    this.#own.clear();
    this.#resets += 1;
    this.#suspendedUntil = 0;
  }

  /** Forgets all suspensions and counts, in Redis and in all processes. */
  async resetShared(): Promise<void> {
    const { id, connection } = this.#process;
    const keys = [...this.#keys('suspensions', 'state'), ...this.leased.map((window) => this.#keyOf(window))];
    const message = { type: 'reset', from: id, channel: this.#prefix };
    await connection.run(resetScript, keys, JSON.stringify(message));
  }

  /** Stops the requests to Redis. Returns the promise of a last request, which gives back all leases. */
  close(): Promise<unknown> {
    this.#loop.close();
    this.#process.clock.clearTimeout(this.#retry);
    for (const window of this.leased) window.drop();
    this.#isAlone = true;
    for (const window of this.leased) window.forgetNeed();
    return this.#run(this.#reports(true), true);
  }

  /** Sends a request. Called by the {@link RequestLoop}. */
  send(isFull: boolean): Promise<Answered> | undefined {
    void this.subscribe();
    const reports = this.#reports(isFull);
    if (reports.length === 0 && !isFull) return undefined;
    return this.#run(reports, false);
  }

  /** Handles the answer of Redis. Called by the {@link RequestLoop}. */
  take({ reports, answer, sentAt, skew, resets }: Answered): void {
    // If there was a reset since the request was sent, the answer may contain suspensions that have been forgotten. So
    // the answer is not used, and a new report is sent.
    if (resets !== this.#resets) return this.#loop.ask('report');
    const { clock, limiter } = this.#process;
    if (answer.exchangeTime !== undefined) {
      this.#process.learnTime(answer.exchangeTime + (clock.monotonic() - sentAt) / 2);
    }
    for (const suspension of answer.suspensions) this.#follow(suspension, suspension.until - limiter.now());
    this.#reportAgain(answer, sentAt);
    if (answer.isSettling) return this.fail('Redis has lost its data, and waits until all processes have reported');
    this.#members = answer.members;
    this.#sharedAt = sentAt;
    this.#skew = skew;
    reports.forEach(({ window, report }, at) => {
      const windowAnswer = answer.windows[at];
      if (windowAnswer) window.take(report, windowAnswer);
    });
    this.#isAlone = false;
    this.#process.changed(undefined);
    this.#setRetry();
    limiter.wake();
    // While Redis was answering, further calls may have asked for a part of the limits. The next request leases this
    // part.
    this.#loop.ask('block');
  }

  /** Continues without Redis. Called by the {@link RequestLoop} when Redis does not answer. */
  fail(reason: string): void {
    this.#isAlone = true;
    for (const window of this.leased) window.forgetNeed();
    this.#process.changed(reason);
    this.#process.limiter.wake();
  }

  #createHolder(): LeaseHolder {
    const { id, arrived, clock, limiter, limiterClock, options } = this.#process;
    const scope = this;
    return {
      ceiling: options.ceiling,
      memberTimeout: options.memberTimeout,
      spread: Number.parseInt(id.slice(0, 8), 16) / 2 ** 32,
      get members() {
        return scope.#members;
      },
      get isAlone() {
        return scope.#isAlone;
      },
      now: () => limiter.now(),
      monotonic: () => clock.monotonic(),
      // Some monotonic clocks stand still while the machine sleeps, but the wall clock does not.
      silence: () => Math.max(clock.monotonic() - this.#sharedAt, clock.now() - this.#skew - this.#sharedAt),
      isSuspended: () => this.suspension.until > limiterClock.monotonic(),
      ask: (need) => this.#loop.ask(need),
      hasReadMessages: () => arrived.read() === undefined,
      used: () => arrived.use(),
      answered: (sentAt) => {
        if (sentAt >= this.#suspendedUntil) this.#hasSucceeded = true;
      },
    };
  }

  #keys(...names: readonly string[]): string[] {
    return names.map((name) => `${this.#prefix}:${name}`);
  }

  #keyOf({ type, length }: LeasedWindow): string {
    return `${this.#prefix}:${type}:${length}`;
  }

  #reports(isFull: boolean): Report[] {
    return this.leased.flatMap((window) => {
      const report = window.takeReport(isFull);
      return report ? [{ window, report }] : [];
    });
  }

  async #run(reports: readonly Report[], leave: boolean): Promise<Answered> {
    const { id, limiter, connection, clock, options } = this.#process;
    const sentAt = clock.monotonic();
    const skew = clock.now() - sentAt;
    const resets = this.#resets;
    const argument = {
      id,
      ttl: options.memberTimeout,
      channel: this.#prefix,
      now: limiter.now(),
      known: this.#sharedAt > Number.NEGATIVE_INFINITY,
      measured: limiter.time?.offset !== undefined,
      ok: this.#hasSucceeded,
      leave,
      windows: reports.map(({ report }) => report),
    };
    const keys = [
      ...this.#keys('members', 'suspensions', 'state'),
      ...reports.map(({ window }) => this.#keyOf(window)),
    ];
    const data = await connection.run(leaseScript, keys, JSON.stringify(argument));
    return { reports, answer: readLeaseAnswer(data, reports.length), sentAt, skew, resets };
  }

  /** Reports a suspension to Redis and to the other processes. It ends in `wait` ms. */
  #report(suspension: SharedSuspension, wait: number): void {
    const { id, connection, clock } = this.#process;
    const name = nameOf(suspension);
    const known = this.#own.get(name)?.suspension;
    const longest = known && known.until > suspension.until ? known : suspension;
    this.#own.set(name, { suspension: longest, at: clock.monotonic() });
    const message = { type: 'suspend', from: id, channel: this.#prefix, suspension, wait };
    connection.run(suspendScript, this.#keys('suspensions', 'state'), JSON.stringify(message)).catch(() => undefined);
  }

  /**
   * Reports those suspensions again that this process has reported, but that Redis does not know. This happens if Redis
   * could not be reached, or has lost its data. `suspensions` are those that Redis named in its answer to a request
   * that was sent at `sentAt`.
   */
  #reportAgain({ suspensions }: LeaseAnswer, sentAt: number): void {
    const kept = new Set(suspensions.map(nameOf));
    for (const [name, { suspension, at }] of this.#own) {
      const wait = suspension.until - this.#process.limiter.now();
      if (wait <= 0) this.#own.delete(name);
      else if (!kept.has(name) && at < sentAt) this.#report(suspension, wait);
    }
  }

  async #openSubscription(): Promise<void> {
    try {
      await this.#process.subscriber.subscribe(this.#prefix, (text) => {
        const message = readMessage(text);
        if (message) this.#receive(message);
      });
      // Messages from before the subscription are lost. So a report is sent, because the answer to it contains all
      // suspensions.
      this.#loop.ask('report');
    } catch {
      // The next request tries to subscribe again. Until then, suspensions are only known from the answers of Redis.
      this.#subscription = undefined;
    }
  }

  #receive(message: Message): void {
    const { id, limiter } = this.#process;
    if ('from' in message && message.from === id) return;
    switch (message.type) {
      case 'suspend':
        return this.#follow(message.suspension, message.wait);
      case 'reset':
        return limiter.forget();
      case 'recall': {
        // The library may have put a prefix before the key, as ioredis does if its option `keyPrefix` is set.
        const recalled = this.leased.filter((window) => message.key.endsWith(this.#keyOf(window)));
        if (recalled.some((window) => window.yield())) this.#loop.ask('report');
        return;
      }
      case 'report':
        return this.#loop.ask('report');
      case 'members':
        this.#members = Math.max(1, message.members);
        return;
      case 'room':
        for (const window of this.leased) window.retry(true);
        limiter.wake();
    }
  }

  /**
   * Begins a suspension that another process has reported. Does nothing if this process knows the suspension already,
   * or if the suspension has ended.
   */
  #follow(shared: SharedSuspension, wait: number): void {
    const suspension = suspensionFor(shared, wait);
    const name = nameOf(shared);
    if (suspension.wait <= 0 || shared.until <= (this.#known.get(name) ?? 0)) return;
    this.#known.set(name, shared.until);
    const { limiter, limiterClock } = this.#process;
    const operations = shared.of === 'operation' ? operationsOf(shared.subject) : [anyOperation];
    for (const operation of operations) this.#begin(suspension, limiterClock.monotonic(), operation);
    if (shared.of === 'requests') limiter.probe();
    limiter.wake();
  }

  #begin(suspension: Suspension, monotonic: number, operation: AnyOperation): void {
    super.begin(suspension, monotonic, operation);
    if (suspension.of === 'operation') return;
    for (const window of this.leased) window.drop();
    if (suspension.of === 'orders') return;
    this.#hasSucceeded = false;
    this.#suspendedUntil = Math.max(this.#process.limiter.now() + suspension.wait, this.#suspendedUntil);
  }

  /** Sets a timer for the earliest time at which a call that Redis has refused may ask Redis again. */
  #setRetry(): void {
    const { clock, limiter } = this.#process;
    const next = Math.min(...this.leased.map(({ retryAt }) => retryAt ?? Number.POSITIVE_INFINITY));
    if (next === this.#retryAt) return;
    clock.clearTimeout(this.#retry);
    this.#retryAt = next;
    if (next === Number.POSITIVE_INFINITY) return;
    const retry = (): void => {
      this.#retryAt = Number.POSITIVE_INFINITY;
      for (const window of this.leased) window.retry();
      limiter.wake();
    };
    this.#retry = unref(clock.setTimeout(retry, Math.max(1, next - clock.monotonic())));
  }
}

function nameOf({ of, subject }: SharedSuspension): string {
  return `${of} ${subject}`;
}
