import { randomUUID } from 'node:crypto';
import type { Clock, Fleet, FleetEvent, LimiterHandle, StoredLimits } from '@pkg/core';
import type { Connection, Subscriber } from '../connection/index.js';
import type { ResolvedOptions } from '../options.js';
import { hashOfKey } from '../scripts/index.js';
import { ArrivedMessages } from './arrived-messages.node.js';
import { type FleetProcess, SharedScope } from './shared-scope.js';

/** The limits of one exchange that this process shares with other processes. */
export class FleetLimits implements StoredLimits {
  readonly #process: FleetProcess;
  readonly #exchange: string;
  readonly #address: SharedScope;
  /** The limits of each account, by the hash of the account's API key. */
  readonly #accounts = new Map<string, SharedScope>();
  readonly #listeners = new Set<(event: FleetEvent) => void>();
  readonly #subscriber: Subscriber;
  readonly #arrived: ArrivedMessages;
  #status: Fleet['status'] = 'shared';
  #offset: number | undefined;
  #closed: Promise<void> | undefined;

  constructor(
    limiter: LimiterHandle,
    exchange: string,
    connection: Connection,
    options: ResolvedOptions,
    clock: Clock,
    limiterClock: Clock,
  ) {
    this.#exchange = exchange;
    this.#subscriber = connection.createSubscriber();
    const opened = Promise.resolve().then(() =>
      // The store may be closed already.
      this.#closed ? undefined : this.#within(this.#address.subscribe()),
    );
    this.#arrived = new ArrivedMessages(clock, opened, () => limiter.wake());
    this.#process = {
      id: randomUUID(),
      limiter,
      connection,
      subscriber: this.#subscriber,
      arrived: this.#arrived,
      options,
      clock,
      limiterClock,
      changed: (reason) => this.#update(reason),
      learnTime: (exchangeTime) => {
        this.#offset = exchangeTime - limiterClock.monotonic();
      },
    };
    this.#address = new SharedScope(this.#process, `${options.group} ${exchange}`, true);
  }

  get fleet(): Fleet {
    const leases = this.#scopes.flatMap(({ leased }) =>
      leased.map((window) => {
        const { rateLimitType, interval, intervalNum } = window.state(this.#process.limiter.now());
        return { rateLimitType, interval, intervalNum, count: window.available };
      }),
    );
    return {
      status: this.#status,
      members: this.#address.members,
      leases: leases.filter(({ count }) => count > 0),
    };
  }

  get offset(): number | undefined {
    return this.#offset;
  }

  get #scopes(): readonly SharedScope[] {
    return [this.#address, ...this.#accounts.values()];
  }

  scope(apiKey?: string): SharedScope {
    if (apiKey === undefined) return this.#address;
    const hash = hashOfKey(apiKey);
    // The exchange counts the orders of an account together, whatever IP address they are sent from. So the name of
    // this scope contains no address.
    const known = this.#accounts.get(hash);
    if (known) return known;
    const scope = new SharedScope(this.#process, `${hash} ${this.#exchange}`, false);
    this.#accounts.set(hash, scope);
    if (this.#closed) scope.close().catch(() => undefined);
    return scope;
  }

  read(): Promise<void> | undefined {
    return this.#arrived.read();
  }

  watch(listener: (event: FleetEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  reset(): void {
    // A closed store shares nothing, so it must not end the suspensions of the other processes.
    if (this.#closed) return;
    // Before Redis has forgotten the suspensions, an answer of Redis may have begun them again in this process. So this
    // process forgets them once more. But the reset of Redis may take long, and the exchange may have demanded another
    // suspension meanwhile. In that case this process forgets nothing.
    const forget = (): void => {
      if (!this.#scopes.some(({ hasOwnSuspension }) => hasOwnSuspension)) this.#process.limiter.forget();
    };
    for (const scope of this.#scopes) scope.resetShared().then(forget, () => undefined);
  }

  /** Gives back all leases of this process, and stops sharing the limits with other processes. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const left = Promise.allSettled(this.#scopes.map((scope) => scope.close()));
    // The listeners are not informed of this status, because this process stops sharing the limits on purpose.
    this.#status = 'alone';
    await this.#within(left);
    this.#subscriber.close();
    this.#arrived.close();
    this.#process.limiter.wake();
  }

  /** Reports the status of this process to the listeners if it has changed. */
  #update(reason: string | undefined): void {
    const status = this.#scopes.some(({ isAlone }) => isAlone) ? 'alone' : 'shared';
    if (status === this.#status) return;
    this.#status = status;
    const event = { status, members: this.#address.members, reason: status === 'alone' ? reason : undefined } as const;
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Waits for a promise, but no longer than a call may wait for Redis. */
  #within(promise: Promise<unknown>): Promise<void> {
    const { clock, options } = this.#process;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(resolve, options.timeout);
      void promise.then(() => {
        clock.clearTimeout(timer);
        resolve();
      });
    });
  }
}
