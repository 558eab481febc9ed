import type { ClientContext, Timer } from '@pkg/core';
import { BinanceApiError, BinanceConfigError, type BinanceError, BinanceStreamError } from '@pkg/core/errors';
import { signatureText, socketPayload } from '@pkg/core/internal';
import type { ApiConnection, SessionUser } from '../api/api-connection.js';
import type { Answer, ApiSession } from '../api/api-session.js';
import type { Checks } from '../arguments.js';
import type { Consumer, GapNotice, Stop, StreamNotice } from '../events/consumer.js';
import { ConsumerList, type Report } from '../events/consumer-list.js';
import { EventQueue } from '../events/event-queue.js';
import type { UserDataEvent, UserEvent } from '../events/user.js';
import type { SubscribeOptions } from '../market/market-streams.js';
import type { StreamOptions } from '../market/read-streams.js';
import { AccountCache, type AssetBalance, type OpenOrder } from './account-cache.js';
import { AccountQueries } from './account-queries.js';
import { EventDeduplicator } from './event-deduplicator.js';
import { readFirst, readMissed, recoveredEvents } from './reconcile.js';
import { TradeLedger } from './trade-ledger.js';

/** `reconciling`: what was missed is being read, and balances and orders may be old. */
export type UserDataStatus = 'connecting' | 'reconciling' | 'live' | 'failed' | 'closed';

/** An account as the last snapshot and the events since have it. */
export type AccountState = {
  readonly status: UserDataStatus;
  readonly balances: ReadonlyMap<string, AssetBalance>;
  /** By symbol and order id. */
  readonly openOrders: ReadonlyMap<string, OpenOrder>;
};

type Credentials = NonNullable<ClientContext['credentials']>;
type Subscription = { readonly lane: ApiSession; readonly id: number };

/** Answers that will not change by asking again: the key is wrong or may not do this, or a symbol named is none. */
const FATAL = [-1022, -1099, -1121, -2008, -2014, -2015];
const FIRST_RETRY = 250;
const LONGEST_RETRY = 10_000;
const MAX_HELD = 10_000;
/** The exchange allows 65,535 subscriptions in the life of a connection. */
const SUBSCRIPTIONS_PER_LANE = 60_000;
const STREAM = 'user';

/**
 * The events of one account, and its balances and orders kept from them.
 *
 * After every loss of the connection what was missed is read and told once, marked `recovered`, before the events that
 * arrived meanwhile. Each trade is told exactly once, and balances never go back in time.
 */
export class UserData implements SessionUser {
  readonly #connection: ApiConnection;
  readonly #context: ClientContext;
  readonly #credentials: Credentials;
  readonly #audience: ConsumerList;
  readonly #checks: Checks;
  readonly #report: Report;
  readonly #symbols: readonly string[];
  readonly #book: AccountCache = new AccountCache();
  readonly #ledger: TradeLedger;
  readonly #told: EventDeduplicator;
  readonly #ends: Set<(error?: BinanceError) => void> = new Set();
  readonly #waiting: Set<{ resolve: () => void; reject: (error: BinanceError) => void }> = new Set();
  #subscriptions: Subscription[] = [];
  readonly #subscribed: WeakMap<ApiSession, number> = new WeakMap();
  #held: UserEvent[] | undefined;
  #status: UserDataStatus = 'connecting';
  #error: BinanceError | undefined;
  #loaded = false;
  #lastAt: number | undefined;
  #lostReason: string | undefined;
  #reading: AbortController | undefined;
  #retry: Timer;

  constructor(
    connection: ApiConnection,
    context: ClientContext,
    credentials: Credentials,
    options: { readonly checks: Checks; readonly report: Report; readonly symbols: readonly string[] },
  ) {
    this.#connection = connection;
    this.#context = context;
    this.#credentials = credentials;
    this.#audience = new ConsumerList(STREAM, options.report);
    this.#checks = options.checks;
    this.#report = options.report;
    this.#symbols = options.symbols;
    this.#ledger = new TradeLedger(context.timeUnit === 'microsecond' ? 1_000_000 : 1_000);
    this.#told = new EventDeduplicator(this.#ledger);
  }

  get status(): UserDataStatus {
    return this.#status;
  }

  /** What made it fail. */
  get error(): BinanceError | undefined {
    return this.#error;
  }

  /** Balances and open orders in memory; `status` tells whether they can be relied on. */
  accountState(): AccountState {
    return { status: this.#status, balances: this.#book.balances, openOrders: this.#book.openOrders };
  }

  /**
   * Resolves when the account is subscribed and read. Rejects when the exchange refuses the key or a symbol that was
   * named, and once it is closed.
   */
  ready(): Promise<void> {
    if (this.#status === 'live') return Promise.resolve();
    if (this.#isOver) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => this.#waiting.add({ resolve, reject }));
  }

  /** Calls `listener` with each event. Resolves when the account is live. */
  async subscribe(listener: (event: UserDataEvent) => unknown, options: SubscribeOptions = {}): Promise<Stop> {
    const { signal, notice } = options ?? {};
    this.#checks.checkFunction(listener);
    this.#checks.checkSignal(signal);
    signal?.throwIfAborted();
    const detach = this.listen({ event: listener, notice });
    let abort: () => void;
    const stop = (): Promise<void> => {
      signal?.removeEventListener('abort', abort);
      return detach();
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

  /** Attaches a consumer without waiting. */
  listen(consumer: Consumer<UserDataEvent>): Stop {
    this.#checks.check(Object(consumer) === consumer, consumer, 'a consumer');
    this.#audience.add(consumer);
    return async () => this.#audience.remove(consumer);
  }

  /** Events for `for await`. Of a reader that is away at most `limit` wait; what falls out is told as `lagged`. */
  stream(options: StreamOptions = {}): AsyncIterableIterator<UserDataEvent> {
    const { limit = 10_000, notice = (lost: StreamNotice) => this.#unheard(lost), signal } = options ?? {};
    this.#checks.check(limit >= 1, limit, 'a number of events');
    this.#checks.checkSignal(signal);
    const end = (error?: unknown): void => queue.end(error);
    const abort = (): void => end();
    const queue = new EventQueue<UserDataEvent>({
      limit,
      conflates: false,
      notice,
      onEnd: () => {
        void stop();
        this.#ends.delete(end);
        signal?.removeEventListener('abort', abort);
      },
    });
    const stop = this.listen({
      event: (event) => queue.push(STREAM, event),
      notice: (told) => queue.tell(told),
    });
    this.#ends.add(end);
    signal?.addEventListener('abort', abort, { once: true });
    if (this.#isOver) end(this.#error);
    else if (signal?.aborted) end();
    return queue;
  }

  /** Ends the subscription. */
  async close(): Promise<void> {
    if (this.#status === 'closed') return;
    const subscriptions = this.#subscriptions;
    this.#finish('closed', new BinanceStreamError('the user data stream was closed'));
    await Promise.all(
      subscriptions.map(({ lane, id }) =>
        this.#connection.request(lane, 'userDataStream.unsubscribe', { subscriptionId: id }).catch(() => undefined),
      ),
    );
  }

  // What follows is what the connection tells.

  async opened(lane: ApiSession): Promise<void> {
    if (this.#isOver) return;
    // A second lane beside a live one is a renewal: nothing is missed, and what comes twice is known by its key.
    if (this.#subscriptions.length === 0) this.#startHolding();
    await this.#subscribe(lane, 0);
  }

  event(lane: ApiSession, subscriptionId: number, event: unknown): void {
    const mine = this.#subscriptions.find((each) => each.lane === lane && each.id === subscriptionId);
    if (!mine) return;
    this.#lastAt = this.#context.clock.now();
    const userEvent = event as UserEvent;
    if (userEvent.e === 'eventStreamTerminated') {
      this.#subscriptions = this.#subscriptions.filter((each) => each !== mine);
      this.#lostReason = 'the exchange ended the subscription';
      this.#tell(userEvent);
      if (this.#subscriptions.length === 0) void this.opened(lane);
    } else if (this.#held) {
      this.#held.push(userEvent);
      if (this.#held.length > MAX_HELD) this.#readAgain(lane, 0);
    } else {
      this.#take(userEvent);
    }
  }

  lost(lane: ApiSession, reason: string): void {
    const had = this.#subscriptions.length;
    this.#subscriptions = this.#subscriptions.filter((each) => each.lane !== lane);
    if (this.#isOver || had === 0 || this.#subscriptions.length > 0) return;
    this.#lostReason = reason;
    this.#startHolding();
    this.#audience.tell((consumer) => consumer.status?.('reconnecting'));
  }

  revoked(error: BinanceStreamError): void {
    if (this.#credentials.keyType === 'Ed25519') this.#finish('failed', error);
  }

  #unheard(notice: StreamNotice): void {
    if (notice.type !== 'lagged') return;
    this.#report(new BinanceStreamError(`${notice.count} events dropped for a slow reader`), STREAM);
  }

  get #isOver(): boolean {
    return this.#status === 'closed' || this.#status === 'failed';
  }

  /** Until the account has been read, events wait. */
  #startHolding(): void {
    this.#reading?.abort();
    this.#context.clock.clearTimeout(this.#retry);
    this.#held ??= [];
    this.#status = this.#loaded ? 'reconciling' : 'connecting';
  }

  async #subscribe(lane: ApiSession, attempt: number): Promise<void> {
    if (this.#isOver || !lane.isOpen) return;
    let answer: Answer;
    try {
      answer = await this.#ask(lane);
    } catch (error) {
      return this.#subscribeLater(lane, attempt, error);
    }
    const id = (answer.result as { subscriptionId?: number } | undefined)?.subscriptionId;
    if (answer.status >= 400 || id === undefined) return this.#refused(lane, attempt, answer);
    if (this.#isOver) return;
    this.#subscriptions.push({ lane, id });
    const count = (this.#subscribed.get(lane) ?? 0) + 1;
    this.#subscribed.set(lane, count);
    if (count > SUBSCRIPTIONS_PER_LANE) void this.#connection.link.renew('its subscriptions are nearly used up');
    if (this.#held) void this.#read(lane, 0);
  }

  /** By session where the key can log on and the socket is free for it; else by signature. */
  async #ask(lane: ApiSession): Promise<Answer> {
    const { apiKey, keyType } = this.#credentials;
    if (keyType === 'Ed25519' && (lane.session === undefined || lane.session === apiKey)) {
      if (lane.session !== apiKey) {
        const answer = await this.#connection.logOn(lane, this.#credentials);
        if (answer.status >= 400) return answer;
      }
      return this.#connection.request(lane, 'userDataStream.subscribe', {});
    }
    const { recvWindow, serverTime, timeUnit } = this.#context;
    const timestamp = await serverTime.timestamp();
    const params = {
      apiKey,
      timestamp: timeUnit === 'microsecond' ? timestamp * 1_000 : timestamp,
      ...(recvWindow !== undefined && { recvWindow }),
    };
    const signature = signatureText(await this.#credentials.sign(socketPayload(params)));
    return this.#connection.request(lane, 'userDataStream.subscribe.signature', { ...params, signature });
  }

  #refused(lane: ApiSession, attempt: number, { error, status }: Answer): void {
    const code = error?.code;
    const failure = new BinanceStreamError(`user data: ${status}${code ? ` ${code}` : ''}: ${error?.msg ?? ''}`, code);
    if (FATAL.includes(code ?? 0)) return this.#finish('failed', failure);
    if (code === -1021) this.#context.serverTime.invalidate();
    this.#subscribeLater(lane, attempt, failure);
  }

  #subscribeLater(lane: ApiSession, attempt: number, error: unknown): void {
    if (isFatal(error)) return this.#finish('failed', error);
    this.#later(attempt, () => void this.#subscribe(lane, attempt + 1));
  }

  #later(attempt: number, action: () => void): void {
    // It may have been closed while its request was signed or under way.
    if (this.#isOver) return;
    const { clock } = this.#context;
    clock.clearTimeout(this.#retry);
    this.#retry = clock.setTimeout(action, Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** attempt));
  }

  #readAgain(lane: ApiSession, attempt: number): void {
    this.#reading?.abort();
    // Everything held is older than what will be read now.
    this.#held = [];
    void this.#read(lane, attempt);
  }

  /** Reads the account, tells what was missed, then what was held. */
  async #read(lane: ApiSession, attempt: number): Promise<void> {
    const abort = new AbortController();
    this.#reading?.abort();
    this.#reading = abort;
    if (this.#loaded) this.#tellGap();
    try {
      const reads = new AccountQueries(this.#connection, this.#context, abort.signal);
      const findings = this.#loaded
        ? await readMissed(reads, this.#ledger, this.#book)
        : await readFirst(reads, this.#ledger, this.#symbols);
      if (abort.signal.aborted) return;
      const recovered = this.#loaded ? recoveredEvents(findings, this.#book) : [];
      this.#book.load(findings.account, findings.openOrders);
      this.#loaded = true;
      this.#release(recovered);
    } catch (error) {
      if (abort.signal.aborted || this.#isOver) return;
      if (isFatal(error)) return this.#finish('failed', error);
      if (lane.isOpen) this.#later(attempt, () => void this.#read(lane, attempt + 1));
    }
  }

  #release(recovered: readonly UserDataEvent[]): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#status = 'live';
    const told = new Set<string>();
    for (const event of recovered) {
      if (event.e === 'executionReport') told.add(`${event.s} ${event.i} ${event.x}`);
      this.#told.note(event);
      this.#tell(event);
    }
    for (const event of held) {
      const isTold = event.e === 'executionReport' && event.t < 0 && told.has(`${event.s} ${event.i} ${event.x}`);
      if (!isTold) this.#take(event);
    }
    this.#audience.tell((consumer) => consumer.status?.('open'));
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #tellGap(): void {
    if (this.#lostReason === undefined) return;
    const to = this.#context.clock.now();
    const gap: GapNotice = { type: 'gap', stream: STREAM, from: this.#lastAt, to, reason: this.#lostReason };
    this.#audience.tell((consumer) => consumer.notice?.(gap));
    this.#lostReason = undefined;
  }

  /** An event as it comes: told unless it was told before, and kept unless what is known is newer. */
  #take(event: UserEvent): void {
    if (!this.#told.note(event)) return;
    const isNewer = this.#book.apply(event);
    // An older position would roll a balance back in the hands of whoever keeps one from the events.
    if (isNewer || event.e !== 'outboundAccountPosition') this.#tell(event);
  }

  #tell(event: UserDataEvent): void {
    this.#audience.deliver('', event);
  }

  #finish(status: 'closed' | 'failed', error: BinanceError): void {
    if (this.#isOver) return;
    this.#status = status;
    this.#error = error;
    this.#held = undefined;
    this.#subscriptions = [];
    this.#reading?.abort();
    this.#context.clock.clearTimeout(this.#retry);
    this.#connection.detach(this);
    this.#audience.tell((consumer) => consumer.status?.(status));
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting.clear();
    for (const end of [...this.#ends]) end(error);
  }
}

/** Refused for good, or never sent for want of a signature. */
function isFatal(error: unknown): error is BinanceError {
  return error instanceof BinanceConfigError || (error instanceof BinanceApiError && FATAL.includes(error.code ?? 0));
}
