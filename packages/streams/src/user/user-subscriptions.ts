import type { ClientContext, Timer } from '@pkg/core';
import { BinanceApiError, BinanceConfigError, type BinanceError } from '@pkg/core/errors';
import type { UserDataSubscription } from '@pkg/core/operations';
import type { ApiConnection } from '../api/api-connection.js';
import type { ApiSession } from '../api/api-session.js';
import { KEY_REFUSED } from '../api/log-on.js';
import type { UserEvent } from '../events/user.js';
import { AccountSubscription } from './account-subscription.js';
import { RetryDelay } from './retry-delay.js';
import { isRefusal, SYMBOL_REFUSED, userDataClosed, userDataRefused } from './user-data-errors.js';

/** Codes of permanent errors: the key or a symbol is refused for good. */
const FATAL_CODES = [...KEY_REFUSED, ...SYMBOL_REFUSED];
/** The code with which the exchange refuses a second subscription of an account on one session. */
const ALREADY_ACTIVE = -2035;
/** The code with which the exchange refuses more than 65,535 subscriptions during one session. */
const NO_MORE_IDS = -2042;
/**
 * How often the client asks the exchange whether a subscription still exists, in ms. Each request has a weight of 2.
 */
const CHECK_EVERY = 60_000;
/**
 * For this many ms after the end of the old session, the new session may repeat events that the old session delivered.
 */
const SECOND_COPIES = 60_000;
/** The number of failed attempts in a row after which the last error is reported. */
const REPORTED_AFTER = 6;
/** The reason of the loss if the exchange has ended a subscription. */
const ENDED = 'the exchange ended the subscription';

export type UserSubscriptionsHandlers = {
  /** Called when this session starts to deliver the account's events. Earlier events may have been missed. */
  subscribed(session: ApiSession): void;
  /** Receives each event of the account once, even if several sessions carry it. */
  event(session: ApiSession, event: UserEvent): void;
  /**
   * Called when the subscription that delivered the events has ended, and later events may be missing. Not called if
   * another subscription has all later events.
   */
  ended(session: ApiSession, reason: string): void;
  /** Called during a renewal, when {@link event} has received all events from before the new subscription. */
  complete(): void;
  /** Called when events were dropped because too many arrived during a handover. */
  overflowed(session: ApiSession): void;
  /** Called when the exchange refused the subscription in a way that no retry can change. */
  failed(error: BinanceError): void;
  /** Receives the error of an attempt to subscribe, if several attempts in a row have failed. More attempts follow. */
  report(error: unknown): void;
};

/**
 * Keeps one account subscribed on each session of a connection. The oldest subscription delivers the account's events.
 * A newer subscription keeps its events back until the oldest has ended. Then it delivers only the events that the
 * oldest has not delivered.
 */
export class UserSubscriptions {
  readonly #connection: ApiConnection;
  readonly #context: ClientContext;
  readonly #handlers: UserSubscriptionsHandlers;
  /** The subscriptions that were requested or confirmed. A subscription moves to the end when it is confirmed. */
  #subscriptions: readonly AccountSubscription[] = [];
  readonly #delay: RetryDelay;
  /** For each session on which the next attempt to subscribe is delayed, a function that ends the delay. */
  readonly #waits: Map<ApiSession, () => void> = new Map();
  #forgetTimer: Timer;
  /** How many attempts to subscribe have failed since the last success. */
  #failures = 0;
  #isClosed = false;

  constructor(connection: ApiConnection, context: ClientContext, handlers: UserSubscriptionsHandlers) {
    this.#connection = connection;
    this.#context = context;
    this.#handlers = handlers;
    this.#delay = new RetryDelay(context.clock);
  }

  /** Whether the account is not subscribed on any session. */
  get isEmpty(): boolean {
    return this.#current === undefined;
  }

  /**
   * Whether an event with this subscription id may belong to the account. Until the exchange has returned the account's
   * subscription id, every event of the session may belong to it.
   */
  has(session: ApiSession, id: number | undefined): boolean {
    const subscription = this.#on(session);
    return subscription !== undefined && (subscription.id === undefined || id === undefined || subscription.id === id);
  }

  /**
   * Subscribes on a session. Retries with growing delays until an attempt succeeds, the session ends or the exchange
   * refuses permanently. The first attempt is also delayed if the previous subscription ended soon after its start.
   */
  async add(session: ApiSession): Promise<void> {
    // An earlier call for this session is still under way. If it waits, its next attempt is made now.
    if (this.#on(session) || this.#waits.has(session)) return this.#cancel(session);
    // During a renewal the old session still delivers events, so the new session may subscribe without a delay.
    let delay = this.#current ? 0 : this.#delay.next();
    while (!this.#isClosed && session.isOpen) {
      if (delay > 0) await this.#wait(session, delay);
      if (await this.#subscribeOn(session)) return;
      delay = this.#delay.next();
    }
  }

  /** Makes one attempt to subscribe. Returns `false` if another attempt is needed. */
  async #subscribeOn(session: ApiSession): Promise<boolean> {
    if (this.#isClosed || !session.isOpen || this.#on(session)) return true;
    // Events may arrive together with the answer. So the subscription is added to the list before the request is sent.
    const subscription = new AccountSubscription(session);
    const { subscribers } = session;
    const key = this.#context.credentials?.apiKey;
    const isRepeated = subscribers.has(key);
    subscribers.add(key);
    this.#subscriptions = [...this.#subscriptions, subscription];
    let id: number;
    try {
      id = await this.#subscribe(session);
    } catch (error) {
      this.#forget(subscription);
      const isActive = isRefusal(error, ALREADY_ACTIVE);
      // A new session is needed in two cases. Either this session has no subscription ids left, or an earlier request
      // with this key has subscribed to the account, but the response with the id was lost or was an error.
      if (isActive ? isRepeated : isRefusal(error, NO_MORE_IDS)) this.#connection.socket.endsSoon(session, `${error}`);
      // If this was the first request with this key, error -2035 means that a request with another key has subscribed
      // to the same account on this session. A retry would fail too.
      const isFinal = isFatal(error) || (isActive && !isRepeated && this.isEmpty);
      if (isFinal && session.isOpen) this.#handlers.failed(subscriptionError(error as BinanceError));
      if (this.#isClosed || !session.isOpen) return true;
      this.#failures += 1;
      if (this.#failures === REPORTED_AFTER) this.#handlers.report(error);
      this.#delay.failed();
      return false;
    }
    if (this.#isClosed) await this.#unsubscribe(session, id);
    if (this.#isClosed || !this.#subscriptions.includes(subscription)) return true;
    const before = this.#current;
    subscription.id = id;
    this.#subscriptions = [...this.#subscriptions.filter((each) => each !== subscription), subscription];
    this.#checkLater(subscription);
    this.#delay.succeeded();
    this.#failures = 0;
    // From now on this session delivers events, so another session that waits may subscribe without a delay.
    for (const done of [...this.#waits.values()]) done();
    if (before === undefined) this.#start(subscription);
    else await this.#complete(subscription, before);
    return true;
  }

  /**
   * Finds out whether the old subscription has delivered every event from before the new one. The client requests the
   * old session's subscriptions over the old session. The answer arrives after every event from before the new
   * subscription. If the answer does not list the old subscription, the old subscription ended at an unknown time, so
   * events are missing.
   */
  async #complete(subscription: AccountSubscription, old: AccountSubscription): Promise<void> {
    const isListed = await this.#isListed(old);
    if (!this.#subscriptions.includes(old) || isListed === undefined) return;
    if (!isListed) return this.#resubscribe(old);
    subscription.isComplete = true;
    this.#handlers.complete();
  }

  /** Handles an event that has arrived. */
  event(session: ApiSession, id: number, event: UserEvent): void {
    const subscription = this.#on(session);
    if (!subscription || !this.has(session, id)) return;
    if (subscription === this.#current) this.#pass(subscription, event);
    else if (!subscription.keep(id, event)) this.#handlers.overflowed(session);
  }

  /** Removes the subscription of a session that has ended. */
  removeSession(session: ApiSession, reason: string): void {
    this.#cancel(session);
    const isLast = this.#subscriptions.every(({ id, session: other }) => id === undefined || other === session);
    // The connection already delays its next connection attempt, so the next subscription needs no further delay.
    if (isLast) this.#delay.interrupted();
    for (const each of this.#subscriptions) if (each.session === session) this.#end(each, reason);
  }

  /** Stops retries and forgets the subscriptions, without sending a request. */
  stop(): void {
    this.#isClosed = true;
    for (const done of this.#waits.values()) done();
    this.#context.clock.clearTimeout(this.#forgetTimer);
    for (const each of this.#subscriptions) this.#forget(each);
  }

  /**
   * Ends all subscriptions. Resolves when the exchange has confirmed the end of each subscription, or its session has
   * ended. Does not wait for a subscription that the exchange has not confirmed yet. Such a subscription is ended as soon
   * as it is confirmed.
   */
  async close(): Promise<void> {
    const subscriptions = this.#subscriptions;
    this.stop();
    await Promise.all(subscriptions.map(({ session, id }) => (id === undefined ? id : this.#unsubscribe(session, id))));
  }

  /** The subscription whose events are delivered: the oldest confirmed one. */
  get #current(): AccountSubscription | undefined {
    return this.#subscriptions.find((each) => each.id !== undefined);
  }

  /** Returns the subscription on a session, whether confirmed or only requested. */
  #on(session: ApiSession): AccountSubscription | undefined {
    return this.#subscriptions.find((each) => each.session === session);
  }

  #pass(subscription: AccountSubscription, event: UserEvent): void {
    if (!subscription.isSecondCopy(event)) this.#deliver(subscription, event);
  }

  #deliver(subscription: AccountSubscription, event: UserEvent): void {
    const isEnd = event.e === 'eventStreamTerminated';
    // The end of one subscription is no copy of the end of another.
    if (!isEnd) for (const other of this.#subscriptions) if (other !== subscription) other.sawElsewhere(event);
    this.#handlers.event(subscription.session, event);
    if (isEnd) this.#resubscribe(subscription);
  }

  #resubscribe(subscription: AccountSubscription): void {
    this.#end(subscription, ENDED);
    if (!this.#isClosed) void this.add(subscription.session);
  }

  /** Checks at intervals whether the exchange has ended a subscription without sending `eventStreamTerminated`. */
  #checkLater(subscription: AccountSubscription): void {
    subscription.timer = this.#context.clock.setTimeout(async () => {
      const isListed = await this.#isListed(subscription);
      if (!this.#subscriptions.includes(subscription)) return;
      // If the list of subscriptions could not be read, the subscription is kept, because it may still exist.
      if (isListed === false) this.#resubscribe(subscription);
      else this.#checkLater(subscription);
    }, CHECK_EVERY);
  }

  /** Whether the exchange lists a subscription of its session; undefined if the request for the list failed. */
  async #isListed({ session, id }: AccountSubscription): Promise<boolean | undefined> {
    const listed = await this.#call(session, 'getSessionSubscriptions').catch(ignore);
    return (listed as UserDataSubscription[] | undefined)?.some(({ subscriptionId }) => subscriptionId === id);
  }

  #end(subscription: AccountSubscription, reason: string): void {
    const wasCurrent = subscription === this.#current;
    this.#forget(subscription);
    if (!wasCurrent) return;
    const next = this.#current;
    if (next?.isComplete) return this.#release(next);
    this.#handlers.ended(subscription.session, reason);
    // A listener may have closed the account.
    if (next && !this.#isClosed) this.#start(next);
  }

  /**
   * Starts to deliver the events of a subscription. Earlier events may be missing, so the handler `subscribed` requests
   * the missed changes.
   */
  #start(subscription: AccountSubscription): void {
    subscription.isComplete = true;
    this.#handlers.subscribed(subscription.session);
    this.#release(subscription);
  }

  /** Delivers the events that a subscription has kept back. */
  #release(subscription: AccountSubscription): void {
    if (this.#isClosed) return;
    const { clock } = this.#context;
    clock.clearTimeout(this.#forgetTimer);
    this.#forgetTimer = clock.setTimeout(() => this.#current?.forgetOthers(), SECOND_COPIES);
    /** The time of the last `outboundAccountPosition` that the other session has not delivered. */
    let missedAt: number | undefined;
    for (const event of subscription.release()) {
      if (this.#isClosed || subscription !== this.#current) return;
      const time = event.e === 'outboundAccountPosition' ? event.u : undefined;
      if (!subscription.isSecondCopy(event)) missedAt = time ?? missedAt;
      // The other session has delivered this `outboundAccountPosition`, but not an earlier one of the same millisecond,
      // which was delivered just now. That earlier event may have set balances back to older values. This event
      // corrects them, so it is delivered again.
      else if (time === undefined || time !== missedAt) continue;
      this.#deliver(subscription, event);
    }
  }

  #forget(subscription: AccountSubscription): void {
    this.#context.clock.clearTimeout(subscription.timer);
    this.#subscriptions = this.#subscriptions.filter((each) => each !== subscription);
  }

  /** Resolves after the delay, or earlier if the session ends. */
  #wait(session: ApiSession, delay: number): Promise<void> {
    this.#cancel(session);
    return new Promise((resolve) => {
      const done = (): void => {
        this.#context.clock.clearTimeout(timer);
        this.#waits.delete(session);
        resolve();
      };
      const timer = this.#context.clock.setTimeout(done, delay);
      this.#waits.set(session, done);
    });
  }

  #cancel(session: ApiSession): void {
    this.#waits.get(session)?.();
  }

  #call(session: ApiSession, name: Parameters<ApiConnection['callOver']>[1], params?: object): Promise<unknown> {
    return this.#connection.callOver(session, name, params, this.#context);
  }

  #unsubscribe(session: ApiSession, subscriptionId: number): Promise<unknown> {
    return this.#call(session, 'unsubscribeUserData', { subscriptionId }).catch(ignore);
  }

  /**
   * With an Ed25519 key, logs on to the session and then subscribes. With another type of key, or if another key is
   * logged on to the session or is logging on to it, subscribes by a signed request.
   */
  async #subscribe(session: ApiSession): Promise<number> {
    const { credentials } = this.#context;
    const key = credentials?.apiKey;
    const logOnKey = session.loggedOnKey ?? session.loggingOnKey;
    const isByLogOn = credentials?.keyType === 'Ed25519' && (logOnKey === undefined || logOnKey === key);
    if (isByLogOn && session.loggedOnKey === undefined) await this.#logOn(session, key);
    const name = isByLogOn ? 'subscribeUserData' : 'subscribeUserDataBySignature';
    // The call makes only one attempt, because the method `add` repeats it.
    const answer = await this.#connection.callOver(session, name, {}, this.#context, { retry: false });
    return (answer as UserDataSubscription).subscriptionId;
  }

  async #logOn(session: ApiSession, key: string | undefined): Promise<void> {
    session.loggingOnKey = key;
    try {
      await this.#call(session, 'logOn');
    } finally {
      session.loggingOnKey = undefined;
    }
    if (this.#isClosed) throw userDataClosed();
  }
}

function ignore(): void {
  // The callers treat a failed request like an empty answer.
}

/**
 * Whether an error is permanent, because the exchange would refuse each retry or because the call cannot be signed.
 */
export function isFatal(error: unknown): error is BinanceError {
  return error instanceof BinanceConfigError || isRefusal(error, ...FATAL_CODES);
}

function subscriptionError(error: BinanceError): BinanceError {
  return error instanceof BinanceApiError ? userDataRefused(error.message, error.code, error) : error;
}
