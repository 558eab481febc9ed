import type { ClientContext } from '@pkg/core';
import type { BinanceError, BinanceStreamError } from '@pkg/core/errors';
import type { Account, Order } from '@pkg/core/operations';
import type { ApiConnection } from '../api/api-connection.js';
import type { ApiSession } from '../api/api-session.js';
import type { SessionUser } from '../api/session-user.js';
import { isUserEvent } from '../events/check-user-event.js';
import type { UserDataEvent, UserEvent } from '../events/user.js';
import { AccountQueries } from './account-queries.js';
import { AccountReader } from './account-reader.js';
import type { AssetBalance } from './balance-cache.js';
import { ExchangeTime, TOLERANCE } from './exchange-time.js';
import { HeldEvents } from './held-events.js';
import { KnownAccount } from './known-account.js';
import type { OpenOrder } from './order-tracker.js';
import { ReadAttempts } from './read-attempts.js';
import { RetryDelay } from './retry-delay.js';
import type { SymbolRead } from './symbol-reader.js';
import { UncheckedSymbols } from './unchecked-symbols.js';
import { UserSubscriptions } from './user-subscriptions.js';

/**
 * The status of an account. While it is `reconciling`, missed changes are being read, and balances and orders may be
 * out of date.
 */
export type UserDataStatus = 'connecting' | 'reconciling' | 'live' | 'failed' | 'closed';

export type AccountSyncHandlers = {
  /** Receives an event of the account: one that the exchange has sent, or one that was recovered by queries. */
  event(event: UserDataEvent): void;
  /**
   * Called when events were lost, before the recovered events are delivered. `from` is the time at which the last event
   * before the loss arrived.
   */
  gap(from: number | undefined, reason: string): void;
  /** Called when the status has changed, or when the account is no longer subscribed on any session. */
  statusChanged(): void;
  /**
   * Receives an error that does not end the account: an added symbol is not listed or could not be checked, or several
   * attempts to subscribe to the account or to read it have failed.
   */
  report(error: unknown): void;
};

/**
 * For how many ms after a change the answers to queries may still lack it. So what was read within this time after a
 * subscription or a dropped event is read again.
 */
const QUERY_LAG = 5_000;
/**
 * Missed orders are read from a time that is this many ms before the last known change. The overlap covers the
 * differences between the clocks of the exchange's systems.
 */
const OVERLAP = 10_000;

/**
 * Keeps the balances and orders of one account up to date. Subscribes to the account's events, applies them, and reads
 * the missed changes after each loss of the connection. Events wait until the changes before them have been read.
 */
export class AccountSync implements SessionUser {
  readonly #connection: ApiConnection;
  readonly #context: ClientContext;
  readonly #handlers: AccountSyncHandlers;
  readonly #subscriptions: UserSubscriptions;
  readonly #known: KnownAccount;
  readonly #unchecked: UncheckedSymbols;
  readonly #time: ExchangeTime;
  readonly #held: HeldEvents = new HeldEvents();
  #status: UserDataStatus = 'connecting';
  #error: BinanceError | undefined;
  /** Exchange time since which orders may have been missed, in the client's time unit; undefined if all are known. */
  #missedSince: number | undefined;
  /** Monotonic time until which the answers to queries may lack the newest changes, in ms. */
  #lagUntil = 0;
  #lastAt: number | undefined;
  /** Why events were lost; undefined once consumers have been notified of the loss. */
  #lossReason: string | undefined;
  #reader: AccountReader | undefined;
  readonly #reads: ReadAttempts;
  readonly #readDelay: RetryDelay;
  /** Aborted when the account is closed or has failed. */
  readonly #lifetime: AbortController = new AbortController();
  /**
   * Whether an event was dropped since the current read started. The answers of this read may not contain the change of
   * that event.
   */
  #isDoubtful = false;

  constructor(
    connection: ApiConnection,
    context: ClientContext,
    symbols: readonly string[],
    handlers: AccountSyncHandlers,
  ) {
    this.#connection = connection;
    this.#context = context;
    this.#handlers = handlers;
    this.#time = new ExchangeTime(context);
    this.#known = new KnownAccount(1_000 * this.#time.millisecond, () => this.#missedSince !== undefined);
    this.#reads = new ReadAttempts(context.clock, (error) => this.#finish('failed', error), handlers.report);
    this.#readDelay = new RetryDelay(context.clock);
    this.#unchecked = new UncheckedSymbols(symbols, this.#known.orders, handlers.report);
    this.#subscriptions = new UserSubscriptions(connection, context, {
      subscribed: () => {
        this.#startLag();
        this.#read();
      },
      event: (_session, event) => this.#arrived(event),
      ended: (_session, reason) => this.#ended(reason),
      complete: () => {
        if (context.serverTime.offset !== undefined && this.#isLive) this.#known.changedAt(this.#time.now(-TOLERANCE));
      },
      overflowed: () => this.#dropped('too many events arrived'),
      failed: (error) => this.#finish('failed', error),
      report: handlers.report,
    });
  }

  get status(): UserDataStatus {
    return this.#status;
  }

  /** Why the status is `failed` or `closed`. */
  get error(): BinanceError | undefined {
    return this.#error;
  }

  get balances(): ReadonlyMap<string, AssetBalance> {
    return this.#known.balances.balances;
  }

  get openOrders(): ReadonlyMap<string, OpenOrder> {
    return this.#known.orders.openOrders;
  }

  get isOver(): boolean {
    return this.#error !== undefined;
  }

  /** Ends the subscription. Resolves when the exchange has confirmed the end. */
  async close(error: BinanceError): Promise<void> {
    if (this.#status === 'closed') return;
    const unsubscribed = this.#subscriptions.close();
    this.#finish('closed', error);
    await unsubscribed;
  }

  /**
   * Adds symbols whose orders are read after a loss of the connection. A symbol that the exchange does not list is
   * reported and ignored.
   */
  addSymbols(symbols: readonly string[]): void {
    const added = this.#unchecked.add(symbols);
    const { signal } = this.#lifetime;
    if (!this.#isLive) return;
    this.#unchecked.check(this.#queries(signal), signal, added).catch((error: unknown) => {
      if (!signal.aborted) this.#handlers.report(error);
    });
  }

  // The methods below are called by the connection.

  async opened(session: ApiSession): Promise<void> {
    if (this.isOver) return;
    // If the account is still subscribed on another session, the connection is being renewed. A renewal loses no event,
    // and the second copy of each event is dropped.
    if (this.#subscriptions.isEmpty) this.#hold();
    await this.#subscriptions.add(session);
  }

  event(session: ApiSession, subscriptionId: number, event: UserEvent): void {
    if (this.isOver || !this.#subscriptions.has(session, subscriptionId)) return;
    if (isUserEvent(event, this.#time.latest())) this.#subscriptions.event(session, subscriptionId, event);
    else this.missed(session, subscriptionId);
  }

  missed(session: ApiSession, subscriptionId: number | undefined): void {
    if (this.isOver || !this.#subscriptions.has(session, subscriptionId)) return;
    this.#dropped('an event could not be read');
  }

  lost(session: ApiSession, reason: string): void {
    if (!this.isOver) this.#subscriptions.removeSession(session, reason);
  }

  revoked(apiKey: string | undefined, error: BinanceStreamError): void {
    if (this.#context.credentials?.apiKey === apiKey) this.#finish('failed', error);
  }

  failed(error: BinanceStreamError): void {
    this.#finish('failed', error);
  }

  get #isLive(): boolean {
    return this.#status === 'live';
  }

  #arrived(event: UserEvent): void {
    this.#lastAt = this.#context.clock.now();
    if (event.e === 'eventStreamTerminated') return this.#handlers.event(event);
    const isBehind = 's' in event && this.#held.has(event.s);
    if (!isBehind && this.#known.isLate(event)) {
      // The order's later reports may have arrived before the first read, so its present state is read.
      if (this.#status !== 'connecting') this.#distrust('an event arrived late');
      return this.#take(event);
    }
    const isUnexpected = this.#isUnexpected(event);
    if (!isUnexpected && !isBehind && (this.#isLive || this.#mayPass(event))) return this.#take(event);
    // The next read also reads symbols that were not known before.
    if (event.e === 'executionReport') this.#known.orders.addSymbol(event.s);
    // If too many events wait, all of them are dropped, and the account is read again to recover their changes.
    if (!this.#held.add(event)) this.#dropped('too many events arrived');
    else if (isUnexpected) this.#distrust('queries did not know the newest orders');
  }

  /**
   * Whether an execution report shows that an earlier report of its order is missing. An event may have been dropped,
   * or queries soon after a loss of the connection may not have returned all changes.
   */
  #isUnexpected(event: UserEvent): boolean {
    if (event.e !== 'executionReport') return false;
    const mayLag = this.#isLive
      ? this.#missedSince !== undefined
      : this.#reader?.isHolding(event.s) === false && this.#reader.mayLack(event.s, this.#lagUntil);
    return (mayLag || this.#isDoubtful) && !this.#known.follows(event);
  }

  /** Whether an event can be delivered while the account is being read, because all earlier changes are known. */
  #mayPass(event: UserEvent): boolean {
    // All events wait until the first read has ended. If an event is dropped while it waits, the account is read again,
    // and the new answers replace all waiting events.
    if (this.#known.firstReadAt === undefined) return false;
    const symbol = 's' in event ? event.s : undefined;
    if (this.#reader?.isHolding(symbol) === false) return true;
    return this.#reader?.isAccountRead === true && symbol !== undefined && this.#known.follows(event);
  }

  #ended(reason: string): void {
    this.#lossReason ??= reason;
    this.#hold();
    this.#handlers.statusChanged();
  }

  /** Reads the account again, because an event was dropped. */
  #dropped(reason: string): void {
    this.#startLag();
    this.#distrust(reason);
  }

  #startLag(): void {
    this.#lagUntil = this.#context.clock.monotonic() + QUERY_LAG;
  }

  /** Reads the account again, because its known balances and orders may be wrong. */
  #distrust(reason: string): void {
    this.#lossReason ??= reason;
    this.#isDoubtful = true;
    if (!this.#isLive) return;
    this.#hold();
    if (!this.#subscriptions.isEmpty) this.#reads.later(this.#readDelay.next(), () => this.#read());
    this.#handlers.statusChanged();
  }

  /** Makes events wait until the account has been read. */
  #hold(): void {
    this.#stopReading();
    // If the connection is lost again before all symbols were read, the time of the first loss is kept, so that no
    // order is missed.
    this.#missedSince ??= Math.max(0, this.#known.lastChangeAt - OVERLAP * this.#time.millisecond);
    this.#status = this.#known.firstReadAt === undefined ? 'connecting' : 'reconciling';
  }

  #stopReading(): void {
    this.#reads.stop();
    this.#reader = undefined;
  }

  #queries(signal: AbortSignal): AccountQueries {
    return new AccountQueries(this.#connection, this.#context, signal, () => this.#time.latest());
  }

  /** Reads the account. First delivers the missed changes, then the events that have waited. */
  #read(): void {
    const { clock } = this.#context;
    const signal = this.#reads.start();
    this.#isDoubtful = false;
    const startedAt = this.#time.now();
    const isFirst = this.#known.firstReadAt === undefined;
    // Consumers receive no event before the first read, so there is no gap to report. This read contains the changes of
    // the waiting events, so these are dropped.
    if (isFirst) {
      this.#lossReason = undefined;
      this.#held.clear();
      this.#startLag();
    } else {
      this.#notifyGap();
    }
    const queries = this.#queries(signal);
    const start = {
      since: isFirst ? undefined : this.#missedSince,
      firstReadAt: this.#known.firstReadAt ?? 0,
      lagsSince: () => this.#time.now(-QUERY_LAG),
      now: () => clock.monotonic(),
    };
    const reader = new AccountReader(queries, this.#known, start, {
      accountRead: (account, openOrders) => this.#accountRead(account, openOrders, isFirst ? startedAt : undefined),
      symbolRead: (symbol, read) => this.#symbolRead(symbol, read),
    });
    this.#reader = reader;
    const read = async (attempt: number): Promise<void> => {
      await reader.run(attempt, signal);
      await this.#unchecked.check(queries, signal);
    };
    void this.#reads.run(signal, read, () => this.#accountKnown(reader, signal, isFirst));
  }

  #accountKnown(reader: AccountReader, signal: AbortSignal, isFirst: boolean): void {
    if (this.#isDoubtful) {
      this.#readDelay.failed();
      return this.#reads.later(this.#readDelay.next(), () => this.#read());
    }
    this.#goLive();
    // A listener may have closed the account.
    if (signal.aborted) return;
    const known = (): void => {
      this.#missedSince = undefined;
    };
    if (isFirst) known();
    if (!reader.repeatBefore(this.#lagUntil)) return known();
    // Answers from before `#lagUntil` may lack the newest changes. So everything that was read before that time is read
    // once more after it.
    const read = (attempt: number): Promise<void> => reader.run(attempt, signal);
    this.#reads.later(this.#lagUntil - this.#context.clock.monotonic(), () => {
      void this.#reads.run(signal, read, known);
    });
  }

  /**
   * Applies a read of balances and open orders. `firstReadStart` is the exchange time at which the first read of the
   * account started. Each later change has an event, which was not dropped.
   */
  #accountRead(account: Account, openOrders: readonly Order[], firstReadStart: number | undefined): void {
    // The measured time of the exchange is wrong by less than a second.
    const latest = this.#time.latest(1_000);
    if (firstReadStart === undefined) {
      const changed = this.#known.loadBalances(account, latest, this.#isLive);
      if (changed) this.#handlers.event(changed);
    } else {
      // One of the waiting events was dropped, so the account will be read again.
      if (this.#isDoubtful) return;
      const changed = this.#known.load(account, openOrders, this.#isLive ? firstReadStart : Infinity, latest);
      // Consumers may have read the balances that this answer corrects.
      if (this.#isLive) return void (changed && this.#handlers.event(changed));
      this.#missedSince = Math.max(0, account.updateTime - OVERLAP * this.#time.millisecond);
    }
    this.#releaseHeld();
  }

  #symbolRead(symbol: string, read: SymbolRead): void {
    for (const event of read.events) this.#take(event);
    this.#known.loadSymbol(symbol, read);
    this.#releaseHeld();
  }

  /** Delivers the waiting events. An event waits again if changes before it may still be missing. */
  #releaseHeld(): void {
    for (const event of this.#held.take()) this.#arrived(event);
  }

  #goLive(): void {
    this.#reader = undefined;
    this.#status = 'live';
    this.#readDelay.succeeded();
    this.#handlers.statusChanged();
  }

  #notifyGap(): void {
    const reason = this.#lossReason;
    this.#lossReason = undefined;
    if (reason !== undefined) this.#handlers.gap(this.#lastAt, reason);
  }

  /** Applies an event and delivers it, unless a newer state is known, or a listener has closed the account. */
  #take(event: UserDataEvent): void {
    const news = this.isOver ? undefined : this.#known.apply(event);
    if (news) this.#handlers.event(news);
  }

  #finish(status: 'closed' | 'failed', error: BinanceError): void {
    if (this.isOver) return;
    this.#status = status;
    this.#error = error;
    this.#held.clear();
    this.#stopReading();
    this.#lifetime.abort();
    this.#connection.detach(this);
    void this.#subscriptions.close();
    this.#handlers.statusChanged();
  }
}
