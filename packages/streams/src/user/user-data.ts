import type { ClientContext, Timer } from '@pkg/core';
import type { BinanceError, BinanceStreamError } from '@pkg/core/errors';
import type { ApiConnection, SessionUser } from '../api/api-connection.js';
import type { ApiSession } from '../api/api-session.js';
import { check, checkListener, checkSignal } from '../arguments.js';
import type { Consumer, GapNotice, Stop, StreamNotice } from '../events/consumer.js';
import { ConsumerList, type Report } from '../events/consumer-list.js';
import { EventQueue } from '../events/event-queue.js';
import type { UserDataEvent, UserEvent } from '../events/user.js';
import type { SubscribeOptions } from '../market/market-streams.js';
import type { StreamOptions } from '../market/read-streams.js';
import { eventsDropped, userDataClosed } from '../stream-errors.js';
import { AccountCache, type AssetBalance, type OpenOrder } from './account-cache.js';
import { AccountQueries } from './account-queries.js';
import { EventDeduplicator } from './event-deduplicator.js';
import { readInitialState, readMissedChanges, recoveredEvents } from './reconcile.js';
import { TradeLedger } from './trade-ledger.js';
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
/** The delay before the account is read again because of an event that could not be read. It doubles each time, ms. */
const REREAD_DELAY = 250;
const LONGEST_REREAD_DELAY = 30_000;
const STEADY_AFTER = 60_000;
const STREAM = 'user';

/**
 * The events of one account, and its balances and open orders.
 *
 * After each loss of the connection, missed changes are read and delivered once, marked `recovered`. Events that arrived
 * meanwhile follow. Each trade is delivered exactly once, and an older event never overrides a newer balance.
 */
export class UserData implements SessionUser {
  readonly #connection: ApiConnection;
  readonly #context: ClientContext;
  readonly #consumers: ConsumerList;
  readonly #report: Report;
  readonly #symbols: readonly string[];
  readonly #subscriptions: UserSubscriptions;
  readonly #cache: AccountCache = new AccountCache();
  readonly #ledger: TradeLedger;
  readonly #deduplicator: EventDeduplicator;
  /** Ends each iterator of {@link stream}. */
  readonly #iteratorEnds: Set<(error?: BinanceError) => void> = new Set();
  readonly #readyWaiters: Set<{ resolve: () => void; reject: (error: BinanceError) => void }> = new Set();
  /** Events that wait until the account has been read; undefined while it is live. */
  #held: UserEvent[] | undefined;
  #status: UserDataStatus = 'connecting';
  #error: BinanceError | undefined;
  #hasSnapshot = false;
  #lastAt: number | undefined;
  /** Why events were lost, until consumers have a notice of it. */
  #lossReason: string | undefined;
  #reading: AbortController | undefined;
  #isRereadPlanned = false;
  #rereads = 0;
  #rereadAt = Number.NEGATIVE_INFINITY;
  #rereadTimer: Timer;

  constructor(
    connection: ApiConnection,
    context: ClientContext,
    options: { readonly report: Report; readonly symbols: readonly string[] },
  ) {
    this.#connection = connection;
    this.#context = context;
    this.#consumers = new ConsumerList(STREAM, options.report);
    this.#report = options.report;
    this.#symbols = options.symbols;
    this.#ledger = new TradeLedger(context.timeUnit === 'microsecond' ? 1_000_000 : 1_000);
    this.#deduplicator = new EventDeduplicator(this.#ledger);
    this.#subscriptions = new UserSubscriptions(connection, context, {
      subscribed: (session) => {
        if (this.#held) void this.#read(session, 0);
      },
      event: (session, id, event) => this.event(session, id, event),
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
    return { status: this.#status, balances: this.#cache.balances, openOrders: this.#cache.openOrders };
  }

  /**
   * Resolves when the account is subscribed and has been read. Rejects when the exchange refuses the key or one of the
   * `symbols`, and after {@link close}.
   */
  ready(): Promise<void> {
    if (this.#status === 'live') return Promise.resolve();
    if (this.#isOver) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => this.#readyWaiters.add({ resolve, reject }));
  }

  /** Calls `listener` with each event. Resolves when the account is live. */
  async subscribe(listener: (event: UserDataEvent) => unknown, options: SubscribeOptions = {}): Promise<Stop> {
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

  // Called by the connection.

  async opened(session: ApiSession): Promise<void> {
    if (this.#isOver) return;
    // A second session beside a live one belongs to a renewal. It loses nothing, and second copies are dropped.
    if (this.#subscriptions.isEmpty) this.#hold();
    await this.#subscriptions.add(session);
  }

  event(session: ApiSession, subscriptionId: number, event: UserEvent): void {
    if (!this.#subscriptions.has(session, subscriptionId)) {
      return this.#subscriptions.keepEarly(session, subscriptionId, event);
    }
    this.#lastAt = this.#context.clock.now();
    if (event.e === 'eventStreamTerminated') {
      this.#subscriptions.remove(session, subscriptionId);
      this.#lossReason = 'the exchange ended the subscription';
      this.#deliver(event);
      if (!this.#subscriptions.isEmpty || this.#isOver) return;
      this.#hold();
      this.#subscriptions.addAgain(session);
    } else if (this.#held) {
      this.#held.push(event);
      if (this.#held.length > MAX_HELD) {
        // The account is read anew, and all held events are older than that.
        this.#held = [];
        void this.#read(session, 0);
      }
    } else {
      this.#take(event);
    }
  }

  missed(session: ApiSession, subscriptionId: number | undefined): void {
    const isOwn = subscriptionId === undefined || this.#subscriptions.has(session, subscriptionId);
    if (this.#isOver || !isOwn || this.#subscriptions.isEmpty || this.#isRereadPlanned) return;
    this.#lossReason ??= 'an event could not be read';
    if (!this.#held) this.#hold();
    const { clock } = this.#context;
    const now = clock.monotonic();
    this.#rereads = now - this.#rereadAt < STEADY_AFTER ? this.#rereads + 1 : 0;
    this.#rereadAt = now;
    this.#isRereadPlanned = true;
    this.#rereadTimer = clock.setTimeout(
      () => {
        this.#isRereadPlanned = false;
        if (!session.isOpen) return;
        this.#hold();
        void this.#read(session, 0);
      },
      Math.min(LONGEST_REREAD_DELAY, REREAD_DELAY * 2 ** this.#rereads),
    );
  }

  lost(session: ApiSession, reason: string): void {
    const wasLast = this.#subscriptions.removeSession(session);
    if (this.#isOver || !wasLast) return;
    this.#lossReason = reason;
    this.#hold();
    this.#consumers.notify((consumer) => consumer.status?.('reconnecting'));
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

  /** Holds events until the account has been read. */
  #hold(): void {
    this.#reading?.abort();
    this.#subscriptions.cancelRetry();
    this.#held ??= [];
    this.#status = this.#hasSnapshot ? 'reconciling' : 'connecting';
  }

  /** Reads the account, delivers what was missed, then the held events. */
  async #read(session: ApiSession, attempt: number): Promise<void> {
    const abort = new AbortController();
    this.#reading?.abort();
    this.#reading = abort;
    if (this.#hasSnapshot) this.#notifyGap();
    try {
      const queries = new AccountQueries(this.#connection, this.#context, abort.signal);
      const state = this.#hasSnapshot
        ? await readMissedChanges(queries, this.#ledger, this.#cache)
        : await readInitialState(queries, this.#ledger, this.#symbols);
      if (abort.signal.aborted) return;
      const recovered = this.#hasSnapshot ? recoveredEvents(state, this.#cache) : [];
      this.#cache.load(state.account, state.openOrders);
      this.#hasSnapshot = true;
      this.#goLive(recovered);
    } catch (error) {
      if (abort.signal.aborted || this.#isOver) return;
      if (isFatal(error)) this.#finish('failed', error);
      else if (session.isOpen) this.#subscriptions.later(attempt, () => void this.#read(session, attempt + 1));
    }
  }

  #goLive(recovered: readonly UserDataEvent[]): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#status = 'live';
    const delivered = new Set<string>();
    for (const event of recovered) {
      if (event.e === 'executionReport') delivered.add(`${event.s} ${event.i} ${event.x}`);
      this.#deduplicator.add(event);
      this.#deliver(event);
    }
    for (const event of held) {
      const isRecovered =
        event.e === 'executionReport' && event.t < 0 && delivered.has(`${event.s} ${event.i} ${event.x}`);
      if (!isRecovered) this.#take(event);
    }
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

  /** Delivers an event unless it was delivered before, and updates the cache unless that is newer. */
  #take(event: UserEvent): void {
    if (!this.#deduplicator.add(event)) return;
    const isNewer = this.#cache.apply(event);
    // A consumer that tracks balances by itself would go back to an older balance.
    if (isNewer || event.e !== 'outboundAccountPosition') this.#deliver(event);
  }

  #deliver(event: UserDataEvent): void {
    this.#consumers.deliver('', event);
  }

  #finish(status: 'closed' | 'failed', error: BinanceError): void {
    if (this.#isOver) return;
    this.#status = status;
    this.#error = error;
    this.#held = undefined;
    this.#context.clock.clearTimeout(this.#rereadTimer);
    this.#reading?.abort();
    this.#connection.detach(this);
    this.#subscriptions.stop();
    this.#consumers.notify((consumer) => consumer.status?.(status));
    for (const { reject } of this.#readyWaiters) reject(error);
    this.#readyWaiters.clear();
    // Closing ends loops quietly.
    for (const end of [...this.#iteratorEnds]) end(status === 'failed' ? error : undefined);
  }
}
