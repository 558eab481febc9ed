import { refusal } from '../refusals/refusal.js';
import type { Connection } from './connection.js';
import type { ProtocolContext } from './context.js';
import type { ApiKey } from './security/api-keys.js';
import { type TimeUnit, toUnit } from './time-unit.js';
import type { UserEvent } from './user-data/user-event.js';

type Subscription = { readonly account: number; readonly byLogOn: boolean; readonly stop: () => void };

/** The state of one WebSocket API connection: its log-on and its user data subscriptions. */
export class WsSession {
  readonly unit: TimeUnit;
  readonly returnRateLimits: boolean;
  /** Time at which the connection was opened, in µs. */
  readonly connectedSince: number;
  key: ApiKey | undefined;
  /** Time at which the connection logged on, in µs; undefined if it is not logged on. */
  authorizedSince: number | undefined;
  readonly #context: ProtocolContext;
  readonly #connection: Connection;
  readonly #subscriptions = new Map<number, Subscription>();
  #nextId = 0;
  #isClosed = false;

  constructor(context: ProtocolContext, connection: Connection, unit: TimeUnit) {
    this.#context = context;
    this.#connection = connection;
    this.unit = unit;
    this.returnRateLimits = connection.params.get('returnRateLimits') !== 'false';
    this.connectedSince = context.now();
  }

  get subscriptionIds(): readonly number[] {
    return [...this.#subscriptions.keys()];
  }

  logOn(key: ApiKey): void {
    this.key = key;
    this.authorizedSince = this.#context.now();
  }

  /**
   * Removes the API key, and ends the subscription that was made by log-on. Subscriptions made by signature continue.
   */
  logOut(): void {
    this.key = undefined;
    this.authorizedSince = undefined;
    for (const [id, subscription] of [...this.#subscriptions]) if (subscription.byLogOn) this.#end(id, subscription);
  }

  /** Subscribes to an account's events and returns the id of the subscription. */
  subscribe(account: number, byLogOn: boolean): number {
    const { activeSubscriptions, lifetimeSubscriptions } = this.#context.settings;
    if ([...this.#subscriptions.values()].some((subscription) => subscription.account === account)) {
      throw refusal('ALREADY_SUBSCRIBED');
    }
    if (this.#nextId >= lifetimeSubscriptions) {
      throw refusal('SUBSCRIPTION_IDS_USED_UP');
    }
    if (this.#subscriptions.size >= activeSubscriptions) {
      throw refusal('TOO_MANY_SUBSCRIPTIONS', { limit: activeSubscriptions });
    }
    const id = this.#nextId++;
    // The connection may have been closed while the request was checked.
    if (this.#isClosed) return id;
    const stop = this.#context.userData.subscribe({
      account,
      send: (event) => this.#send(id, event),
      ended: () => this.#subscriptions.delete(id),
    });
    this.#subscriptions.set(id, { account, byLogOn, stop });
    return id;
  }

  /** Ends a subscription, and sends `eventStreamTerminated` as the last event of the subscription. */
  unsubscribe(id: number): void {
    const subscription = this.#subscriptions.get(id);
    if (!subscription) throw refusal('NOT_SUBSCRIBED');
    this.#end(id, subscription);
  }

  unsubscribeAll(): void {
    for (const [id, subscription] of [...this.#subscriptions]) this.#end(id, subscription);
  }

  /** Ends all subscriptions without an event, because the connection is closed. */
  close(): void {
    this.#isClosed = true;
    for (const { stop } of this.#subscriptions.values()) stop();
    this.#subscriptions.clear();
  }

  #end(id: number, subscription: Subscription): void {
    subscription.stop();
    this.#subscriptions.delete(id);
    const now = this.#context.now();
    this.#send(id, { account: subscription.account, render: (time) => ({ e: 'eventStreamTerminated', E: time(now) }) });
  }

  #send(subscriptionId: number, event: UserEvent): void {
    this.#connection.send(JSON.stringify({ subscriptionId, event: event.render(toUnit(this.unit)) }));
  }
}
