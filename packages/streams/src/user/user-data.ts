import type { ClientContext, Timer } from '@pkg/core';
import type { BinanceError, BinanceStreamError } from '@pkg/core/errors';
import type { Account, Order } from '@pkg/core/operations';
import type { ApiConnection, SessionUser } from '../api/api-connection.js';
import type { ApiSession } from '../api/api-session.js';
import { check, checkListener, checkSignal } from '../arguments.js';
import { handled } from '../events/call-listener.js';
import { isUserEvent } from '../events/check-user-event.js';
import type { Consumer, GapNotice, Stop, StreamNotice } from '../events/consumer.js';
import { ConsumerList, type Report } from '../events/consumer-list.js';
import { EventQueue } from '../events/event-queue.js';
import type { UserDataEvent, UserEvent } from '../events/user.js';
import type { SubscribeOptions } from '../market/market-streams.js';
import type { StreamOptions } from '../market/read-streams.js';
import { eventsDropped, userDataClosed } from '../stream-errors.js';
import { type AssetBalance, BalanceCache, type OpenOrder } from './account-cache.js';
import { AccountQueries } from './account-queries.js';
import { AccountReader, isUnknownSymbol } from './account-reader.js';
import { OrderTracker } from './order-tracker.js';
import { RetryDelay } from './retry-delay.js';
import { isFatal, UserSubscriptions } from './user-subscriptions.js';

/** `reconciling`: missed changes are being read, so balances and orders may be out of date. */
export type UserDataStatus = 'connecting' | 'reconciling' | 'live' | 'failed' | 'closed';

/** Balances and open orders, from the last snapshot and the events since. */
export type AccountState = {
  readonly status: UserDataStatus;
  readonly balances: ReadonlyMap<string, AssetBalance>;
  /** By symbol and order id. */
  readonly openOrders: ReadonlyMap<string, OpenOrder>;
};

const MAX_HELD = 10_000;
const MAX_HELD_LENGTH = 32 * 1024 * 1024;
const STREAM = 'user';
/** Delays before a query that failed is repeated, in ms. */
const FIRST_RETRY_DELAY = 250;
const LONGEST_RETRY_DELAY = 10_000;
/** How far ahead of the exchange's clock the time of an event may be, in ms. */
const CLOCK_TOLERANCE = 60_000;
/** Missed orders are looked for from this long before the last change on, in ms: the exchange has more than one clock. */
const OVERLAP = 10_000;

/**
 * The events of one account, and its balances and open orders.
 *
 * After each loss of the connection, missed changes are read and delivered once, marked `recovered`. Events that arrived
 * meanwhile follow. Each trade is delivered exactly once, no report follows the end of an order, and an older event never
 * overrides a newer balance.
 */
export class UserData implements SessionUser {
  readonly #connection: ApiConnection;
  readonly #context: ClientContext;
  readonly #consumers: ConsumerList;
  readonly #report: Report;
  readonly #subscriptions: UserSubscriptions;
  readonly #cache: BalanceCache = new BalanceCache();
  readonly #orders: OrderTracker;
  /** Symbols that the exchange has not confirmed yet. */
  readonly #unchecked: Set<string> = new Set();
  /** Ends each iterator of {@link stream}. */
  readonly #iteratorEnds: Set<(error?: BinanceError) => void> = new Set();
  readonly #readyWaiters: Set<{ resolve: () => void; reject: (error: BinanceError) => void }> = new Set();
  /** How many units of time make a millisecond. */
  readonly #millisecond: number;
  /** Events that wait until the account has been read; undefined while it is live. */
  #held: UserEvent[] | undefined;
  #heldLength = 0;
  #status: UserDataStatus = 'connecting';
  #error: BinanceError | undefined;
  /** Exchange time of the first read; undefined before it. */
  #firstReadAt: number | undefined;
  /** Exchange time of the last change that is known, when all changes before are known too. */
  #lastChangeAt = 0;
  /** From when on missed orders are looked for; undefined while the account is live. */
  #missedSince: number | undefined;
  #lastAt: number | undefined;
  /** Why events were lost, until consumers have a notice of it. */
  #lossReason: string | undefined;
  #reader: AccountReader | undefined;
  #reading: AbortController | undefined;
  readonly #readDelay: RetryDelay;
  #readTimer: Timer;
  /** Whether an event was dropped since the reader has started, so that it may have missed a change. */
  #isDoubtful = false;

  constructor(
    connection: ApiConnection,
    context: ClientContext,
    options: { readonly report: Report; readonly symbols: readonly string[] },
  ) {
    this.#connection = connection;
    this.#context = context;
    this.#consumers = new ConsumerList(STREAM, options.report);
    this.#report = options.report;
    this.#millisecond = context.timeUnit === 'microsecond' ? 1_000 : 1;
    this.#orders = new OrderTracker(1_000 * this.#millisecond);
    this.#readDelay = new RetryDelay(context.clock);
    for (const symbol of options.symbols) this.#unchecked.add(symbol);
    this.#subscriptions = new UserSubscriptions(connection, context, {
      subscribed: (session) => {
        if (this.#held) this.#read(session);
      },
      event: (_session, event) => this.#arrived(event),
      ended: (_session, reason) => this.#ended(reason),
      complete: () => {
        const { offset } = this.#context.serverTime;
        if (offset !== undefined && !this.#held)
          this.#changedAt(this.#latest() - 2 * CLOCK_TOLERANCE * this.#millisecond);
      },
      overflowed: () => this.#distrust('too many events arrived during a handover'),
      failed: (error) => this.#finish('failed', error),
    });
  }

  get status(): UserDataStatus {
    return this.#status;
  }

  /** Why the status is `failed` or `closed`. */
  get error(): BinanceError | undefined {
    return this.#error;
  }

  /** Returns balances and open orders from memory. They are up to date only while `status` is `live`. */
  accountState(): AccountState {
    return { status: this.#status, balances: this.#cache.balances, openOrders: this.#orders.openOrders };
  }

  /**
   * Resolves when the account is subscribed and has been read. Rejects when the exchange refuses the key or one of the
   * `symbols`, and after {@link close}.
   */
  ready(): Promise<void> {
    if (this.#status === 'live') return Promise.resolve();
    if (this.#isOver) return handled(Promise.reject(this.#error));
    return handled(new Promise((resolve, reject) => this.#readyWaiters.add({ resolve, reject })));
  }

  /** Calls `listener` with each event. Resolves when the account is live. */
  subscribe(listener: (event: UserDataEvent) => unknown, options: SubscribeOptions = {}): Promise<Stop> {
    return handled(this.#subscribe(listener, options));
  }

  async #subscribe(listener: (event: UserDataEvent) => unknown, options: SubscribeOptions): Promise<Stop> {
    const { signal, notice } = options ?? {};
    checkListener(listener);
    checkSignal(signal);
    signal?.throwIfAborted();
    const remove = this.listen({ event: listener, notice });
    let abort: () => void;
    const stop = (): Promise<void> => {
      signal?.removeEventListener('abort', abort);
      return remove();
    };
    const ready = new Promise<void>((resolve, reject) => {
      abort = () => {
        void stop();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort);
      this.ready().then(resolve, reject);
    });
    try {
      await ready;
    } catch (error) {
      await stop();
      throw error;
    }
    return stop;
  }

  /** Adds a consumer, without waiting for the account. */
  listen(consumer: Consumer<UserDataEvent>): Stop {
    check(Object(consumer) === consumer, 'consumer', 'an object', consumer);
    this.#consumers.add(consumer);
    return async () => this.#consumers.remove(consumer);
  }

  /**
   * Events for `for await`. At most `limit` events are queued for a busy reader. The oldest are dropped beyond that, which
   * a `lagged` notice reports with the count.
   */
  stream(options: StreamOptions = {}): AsyncIterableIterator<UserDataEvent> {
    const { limit = 10_000, notice = (lost: StreamNotice) => this.#reportLagged(lost), signal } = options ?? {};
    check(limit >= 1, 'limit', 'a number of events of at least 1', limit);
    checkSignal(signal);
    const end = (error?: unknown): void => queue.end(error);
    const abort = (): void => end();
    const queue = new EventQueue<UserDataEvent>({
      limit,
      conflates: false,
      notice,
      onEnd: () => {
        void stop();
        this.#iteratorEnds.delete(end);
        signal?.removeEventListener('abort', abort);
      },
    });
    const stop = this.listen({
      event: (event) => queue.push(STREAM, event),
      notice: (received) => queue.pushNotice(received),
    });
    this.#iteratorEnds.add(end);
    signal?.addEventListener('abort', abort, { once: true });
    if (this.#isOver) end(this.#status === 'failed' ? this.#error : undefined);
    else if (signal?.aborted) end();
    return queue;
  }

  /** Ends the subscription. Resolves when the exchange has confirmed it. */
  async close(): Promise<void> {
    if (this.#status === 'closed') return;
    const unsubscribed = this.#subscriptions.close();
    this.#finish('closed', userDataClosed());
    await unsubscribed;
  }

  /** Reads the trades of more symbols after a loss. A symbol that the exchange does not list is reported and left out. */
  addSymbols(symbols: readonly string[]): void {
    for (const symbol of symbols) if (!this.#orders.symbols.has(symbol)) this.#unchecked.add(symbol);
    if (this.#held || this.#unchecked.size === 0 || this.#isOver) return;
    const abort = new AbortController();
    const queries = this.#queries(abort.signal);
    for (const symbol of [...this.#unchecked]) {
      this.#checkSymbol(queries, symbol).catch((error: unknown) => {
        if (isUnknownSymbol(error)) this.#unchecked.delete(symbol);
        if (!this.#isOver) this.#report(error, STREAM);
      });
    }
  }

  // Called by the connection.

  async opened(session: ApiSession): Promise<void> {
    if (this.#isOver) return;
    // A second session beside a live one belongs to a renewal. It loses nothing, and second copies are dropped.
    if (this.#subscriptions.isEmpty) this.#hold();
    await this.#subscriptions.add(session);
  }

  event(session: ApiSession, subscriptionId: number, event: UserEvent): void {
    if (this.#isOver || !this.#subscriptions.has(session, subscriptionId)) return;
    if (isUserEvent(event, this.#latest())) this.#subscriptions.event(session, subscriptionId, event);
    else this.missed(session, subscriptionId);
  }

  missed(session: ApiSession, subscriptionId: number | undefined): void {
    if (this.#isOver || !this.#subscriptions.has(session, subscriptionId)) return;
    this.#distrust('an event could not be read');
  }

  lost(session: ApiSession, reason: string): void {
    if (!this.#isOver) this.#subscriptions.removeSession(session, reason);
  }

  revoked(error: BinanceStreamError): void {
    if (this.#context.credentials?.keyType === 'Ed25519') this.#finish('failed', error);
  }

  #reportLagged(notice: StreamNotice): void {
    if (notice.type === 'lagged') this.#report(eventsDropped(notice.count), STREAM);
  }

  get #isOver(): boolean {
    return this.#status === 'closed' || this.#status === 'failed';
  }

  /** The latest time that an event or an answer can have. */
  #latest(): number {
    const { clock, serverTime } = this.#context;
    const now = serverTime.offset === undefined ? clock.now() : clock.monotonic() + serverTime.offset;
    return (now + CLOCK_TOLERANCE) * this.#millisecond;
  }

  #changedAt(time: number): void {
    this.#lastChangeAt = Math.max(this.#lastChangeAt, time);
  }

  #arrived(event: UserEvent): void {
    this.#lastAt = this.#context.clock.now();
    if (event.e === 'eventStreamTerminated') return this.#deliver(event);
    if (!this.#held) return this.#take(event);
    const symbol = 's' in event ? event.s : undefined;
    if (this.#reader?.isHolding(symbol) === false || this.#mayPass(event)) return this.#take(event);
    this.#held.push(event);
    this.#heldLength += JSON.stringify(event).length;
    if (this.#held.length <= MAX_HELD && this.#heldLength <= MAX_HELD_LENGTH) return;
    // The account is read anew, and all held events are older than that.
    this.#held = [];
    this.#distrust('too many events arrived while the account was read');
  }

  /** Whether an event of a symbol that is still being read need not wait: nothing before it was missed or is held. */
  #mayPass(event: UserEvent): boolean {
    if (!this.#reader?.isAccountRead || !('s' in event)) return false;
    const isNext = event.e !== 'executionReport' || this.#orders.follows(event);
    return isNext && !(this.#held ?? []).some((held) => 's' in held && held.s === event.s);
  }

  #ended(reason: string): void {
    this.#lossReason ??= reason;
    this.#hold();
    this.#consumers.notify((consumer) => consumer.status?.('reconnecting'));
  }

  /** What is known may be wrong, so the account is read anew. */
  #distrust(reason: string): void {
    this.#lossReason ??= reason;
    this.#isDoubtful = true;
    if (this.#held) return;
    const { session } = this.#subscriptions;
    this.#hold();
    if (session) this.#readLater(this.#readDelay.next(), () => this.#read(session));
  }

  /** Holds events until the account has been read. */
  #hold(): void {
    this.#stopReading();
    // Another loss before all symbols were read misses nothing of the first one.
    this.#missedSince ??= Math.max(0, this.#lastChangeAt - OVERLAP * this.#millisecond);
    // Before the first read nothing was promised, and a later read has what these events say.
    this.#held = this.#firstReadAt === undefined ? [] : (this.#held ?? []);
    this.#heldLength = 0;
    this.#status = this.#firstReadAt === undefined ? 'connecting' : 'reconciling';
  }

  #stopReading(): void {
    this.#reading?.abort();
    this.#reading = undefined;
    this.#reader = undefined;
    this.#context.clock.clearTimeout(this.#readTimer);
  }

  #readLater(delay: number, read: () => void): void {
    const { clock } = this.#context;
    clock.clearTimeout(this.#readTimer);
    this.#readTimer = clock.setTimeout(read, delay);
  }

  #queries(signal: AbortSignal): AccountQueries {
    return new AccountQueries(this.#connection, this.#context, signal, () => this.#latest());
  }

  /** Reads the account, delivers what was missed, then the held events. */
  #read(session: ApiSession): void {
    this.#stopReading();
    this.#isDoubtful = false;
    const isFirst = this.#firstReadAt === undefined;
    if (!isFirst) this.#notifyGap();
    // Symbols of events that arrived after the loss may be new.
    for (const event of this.#held ?? []) if (event.e === 'executionReport') this.#orders.addSymbol(event.s);
    const abort = new AbortController();
    const queries = this.#queries(abort.signal);
    const since = isFirst ? undefined : this.#missedSince;
    const reader = new AccountReader(
      queries,
      this.#orders,
      { since, firstReadAt: this.#firstReadAt ?? 0 },
      {
        accountRead: (account, openOrders) => this.#accountRead(account, openOrders, isFirst),
        symbolRead: (symbol, { reports, orders, unknown }) => {
          for (const report of reports) this.#take(report);
          for (const order of orders) this.#orders.correct(order);
          for (const order of unknown) this.#orders.drop(order);
          this.#releaseHeld();
          if (!this.#orders.symbols.has(symbol)) this.#orders.addSymbol(symbol);
        },
      },
    );
    this.#reading = abort;
    this.#reader = reader;
    void this.#run(session, reader, queries, abort.signal, 0);
  }

  async #run(
    session: ApiSession,
    reader: AccountReader,
    queries: AccountQueries,
    signal: AbortSignal,
    attempt: number,
  ): Promise<void> {
    try {
      await reader.run(attempt, signal);
      for (const symbol of signal.aborted ? [] : [...this.#unchecked]) await this.#checkSymbol(queries, symbol);
      if (signal.aborted) return;
    } catch (error) {
      if (signal.aborted || this.#isOver) return;
      if (isFatal(error)) return this.#finish('failed', error);
      if (!session.isOpen) return;
      const delay = Math.min(LONGEST_RETRY_DELAY, FIRST_RETRY_DELAY * 2 ** attempt);
      return this.#readLater(delay, () => void this.#run(session, reader, queries, signal, attempt + 1));
    }
    if (this.#isDoubtful) {
      this.#readDelay.failed();
      return this.#readLater(this.#readDelay.next(), () => this.#read(session));
    }
    this.#goLive();
  }

  async #checkSymbol(queries: AccountQueries, symbol: string): Promise<void> {
    await queries.checkSymbol(symbol);
    this.#unchecked.delete(symbol);
    this.#orders.addSymbol(symbol);
  }

  #accountRead(account: Account, openOrders: readonly Order[], isFirst: boolean): void {
    const u = account.updateTime;
    const B = this.#cache.load(account, this.#latest() - CLOCK_TOLERANCE * this.#millisecond);
    if (isFirst) {
      this.#missedSince = Math.max(0, u - OVERLAP * this.#millisecond);
      for (const order of openOrders) this.#orders.load(order);
      this.#firstReadAt = openOrders.reduce((time, order) => Math.max(time, order.updateTime), u);
    } else if (B.length > 0) {
      this.#deliver({ e: 'outboundAccountPosition', E: u, u, B, recovered: true });
    }
    this.#changedAt(u);
    this.#releaseHeld();
  }

  /** Delivers the held events that need not wait any more. */
  #releaseHeld(): void {
    const held = this.#held ?? [];
    this.#held = [];
    this.#heldLength = 0;
    for (const event of held) this.#arrived(event);
  }

  #goLive(): void {
    this.#held = undefined;
    this.#reader = undefined;
    this.#missedSince = undefined;
    this.#status = 'live';
    this.#readDelay.succeeded();
    this.#consumers.notify((consumer) => consumer.status?.('open'));
    for (const { resolve } of this.#readyWaiters) resolve();
    this.#readyWaiters.clear();
  }

  #notifyGap(): void {
    if (this.#lossReason === undefined) return;
    const to = this.#context.clock.now();
    const gap: GapNotice = { type: 'gap', stream: STREAM, from: this.#lastAt, to, reason: this.#lossReason };
    this.#consumers.notify((consumer) => consumer.notice?.(gap));
    this.#lossReason = undefined;
  }

  /** Updates what is known and delivers the event, unless newer data is known already. */
  #take(event: UserDataEvent): void {
    switch (event.e) {
      case 'executionReport':
        if (!this.#orders.accept(event)) return;
        this.#changedAt(event.T);
        break;
      case 'outboundAccountPosition':
        // A consumer that tracks balances by itself would go back to an older balance.
        if (!this.#cache.applyPosition(event)) return;
        this.#changedAt(event.u);
        break;
      case 'externalLockUpdate':
        this.#cache.applyLock(event);
    }
    this.#deliver(event);
  }

  #deliver(event: UserDataEvent): void {
    this.#consumers.deliver('', event);
  }

  #finish(status: 'closed' | 'failed', error: BinanceError): void {
    if (this.#isOver) return;
    this.#status = status;
    this.#error = error;
    this.#held = undefined;
    this.#stopReading();
    this.#connection.detach(this);
    this.#subscriptions.stop();
    this.#consumers.notify((consumer) => consumer.status?.(status));
    for (const { reject } of this.#readyWaiters) reject(error);
    this.#readyWaiters.clear();
    // Closing ends loops quietly.
    for (const end of [...this.#iteratorEnds]) end(status === 'failed' ? error : undefined);
  }
}
