import type { ClientContext, Timer } from '@pkg/core';
import { BinanceApiError, BinanceConfigError, type BinanceError } from '@pkg/core/errors';
import type { ApiConnection } from '../api/api-connection.js';
import type { ApiSession } from '../api/api-session.js';
import type { UserEvent } from '../events/user.js';
import { userDataRefused } from '../stream-errors.js';

type Subscription = { readonly session: ApiSession; readonly id: number; readonly since: number };

type EarlyEvent = { readonly session: ApiSession; readonly id: number; readonly event: UserEvent };

/** Codes of refusals that no retry can change: the key is wrong or lacks a permission, or a symbol is unknown. */
const FATAL_CODES = [-1022, -1099, -1121, -2008, -2014, -2015];
const FIRST_DELAY = 250;
const LONGEST_DELAY = 10_000;
/** The exchange allows 65,535 subscriptions over the life of a connection. */
const SUBSCRIPTIONS_PER_SESSION = 60_000;
/** A subscription that the exchange ended sooner makes the next one wait longer, ms. */
const STEADY_AFTER = 60_000;
/** Events that are kept while the response to a subscription is being read. */
const MAX_EARLY = 1_000;

export type UserSubscriptionsHandlers = {
  /** The account is subscribed on this session. */
  subscribed(session: ApiSession): void;
  /** An event that arrived together with the response to its subscription. */
  event(session: ApiSession, subscriptionId: number, event: UserEvent): void;
  /** The exchange refused the subscription for good. */
  failed(error: BinanceError): void;
};

/** Keeps one account subscribed on each session of a connection. */
export class UserSubscriptions {
  readonly #connection: ApiConnection;
  readonly #context: ClientContext;
  readonly #handlers: UserSubscriptionsHandlers;
  readonly #counts: WeakMap<ApiSession, number> = new WeakMap();
  #subscriptions: readonly Subscription[] = [];
  /** Number of subscriptions on their way. */
  #subscribing = 0;
  /** Events of ids that no response has named yet. An event may arrive in one task with the response. */
  #early: EarlyEvent[] = [];
  /** How many subscriptions in a row the exchange ended early. */
  #shortLives = 0;
  #isClosed = false;
  #retryTimer: Timer;

  constructor(connection: ApiConnection, context: ClientContext, handlers: UserSubscriptionsHandlers) {
    this.#connection = connection;
    this.#context = context;
    this.#handlers = handlers;
  }

  /** Whether the account is subscribed on no session. */
  get isEmpty(): boolean {
    return this.#subscriptions.length === 0;
  }

  has(session: ApiSession, id: number): boolean {
    return this.#subscriptions.some((each) => each.session === session && each.id === id);
  }

  /** Keeps an event whose subscription may be on its way. */
  keepEarly(session: ApiSession, id: number, event: UserEvent): void {
    if (this.#subscribing > 0 && this.#early.length < MAX_EARLY) this.#early.push({ session, id, event });
  }

  /** Subscribes again after the exchange ended the last subscription: at once, or later if that happened repeatedly. */
  addAgain(session: ApiSession): void {
    if (this.#shortLives <= 1) void this.add(session);
    else this.later(this.#shortLives, () => void this.add(session));
  }

  /** Subscribes on a session. Retries until it succeeds, the session ends or the exchange refuses for good. */
  async add(session: ApiSession, attempt = 0): Promise<void> {
    if (this.#isClosed || !session.isOpen) return;
    let id: number;
    this.#subscribing += 1;
    try {
      id = await this.#subscribe(session);
    } catch (error) {
      this.#subscribed();
      if (isFatal(error)) return this.#handlers.failed(subscriptionError(error));
      return this.later(attempt, () => void this.add(session, attempt + 1));
    }
    const early = this.#early.filter((each) => each.session === session && each.id === id);
    this.#subscribed();
    if (this.#isClosed) return;
    this.#subscriptions = [...this.#subscriptions, { session, id, since: this.#context.clock.monotonic() }];
    const count = (this.#counts.get(session) ?? 0) + 1;
    this.#counts.set(session, count);
    if (count > SUBSCRIPTIONS_PER_SESSION) void this.#connection.socket.renew('its subscriptions are nearly used up');
    this.#handlers.subscribed(session);
    for (const { event } of early) this.#handlers.event(session, id, event);
  }

  #subscribed(): void {
    this.#subscribing -= 1;
    if (this.#subscribing === 0) this.#early = [];
  }

  /** The exchange ended one subscription. */
  remove(session: ApiSession, id: number): void {
    const ended = this.#subscriptions.find((each) => each.session === session && each.id === id);
    const isShort = ended && this.#context.clock.monotonic() - ended.since < STEADY_AFTER;
    this.#shortLives = isShort ? this.#shortLives + 1 : 0;
    this.#subscriptions = this.#subscriptions.filter((each) => each.session !== session || each.id !== id);
  }

  /** A session has ended. Returns whether that ended the last subscription. */
  removeSession(session: ApiSession): boolean {
    const wasEmpty = this.isEmpty;
    this.#subscriptions = this.#subscriptions.filter((each) => each.session !== session);
    return !wasEmpty && this.isEmpty;
  }

  /** Runs `action` after the delay of a retry. Only the last action that was passed runs. */
  later(attempt: number, action: () => void): void {
    if (this.#isClosed) return;
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
    this.cancelRetry();
    this.#retryTimer = this.#context.clock.setTimeout(action, delay);
  }

  cancelRetry(): void {
    this.#context.clock.clearTimeout(this.#retryTimer);
  }

  /** Stops retries and forgets the subscriptions, without a request to the exchange. */
  stop(): void {
    this.#isClosed = true;
    this.cancelRetry();
    this.#subscriptions = [];
  }

  /** Stops. Resolves when the exchange has ended every subscription, or its session has ended. */
  async close(): Promise<void> {
    const subscriptions = this.#subscriptions;
    this.stop();
    await Promise.all(
      subscriptions.map(({ session, id }) =>
        this.#connection
          .callOver(session, 'unsubscribeUserData', { subscriptionId: id }, this.#context)
          .catch(() => undefined),
      ),
    );
  }

  /** Subscribes by the session if the key can log on and no other key is logged on; else by signature. */
  async #subscribe(session: ApiSession): Promise<number> {
    const { credentials } = this.#context;
    const mayLogOn = session.loggedOnKey === undefined || session.loggedOnKey === credentials?.apiKey;
    const call = (name: Parameters<ApiConnection['callOver']>[1]): Promise<unknown> =>
      this.#connection.callOver(session, name, {}, this.#context);
    let answer: unknown;
    if (credentials?.keyType === 'Ed25519' && mayLogOn) {
      if (session.loggedOnKey === undefined) await call('logOn');
      answer = await call('subscribeUserData');
    } else {
      answer = await call('subscribeUserDataBySignature');
    }
    const { subscriptionId } = Object(answer) as { subscriptionId?: unknown };
    if (!Number.isInteger(subscriptionId)) throw userDataRefused('the response has no subscriptionId');
    return subscriptionId as number;
  }
}

/** Whether an error will not change by a retry: a refusal for good, or a call that cannot be signed. */
export function isFatal(error: unknown): error is BinanceError {
  if (error instanceof BinanceConfigError) return true;
  return error instanceof BinanceApiError && FATAL_CODES.includes(error.code ?? 0);
}

function subscriptionError(error: BinanceError): BinanceError {
  return error instanceof BinanceApiError ? userDataRefused(error.message, error.code, error) : error;
}
