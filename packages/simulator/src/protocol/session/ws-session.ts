import { refusal } from '../../refusals/refusal.js';
import type { Connection } from '../connection.js';
import type { Core } from '../context.js';
import type { UserEvent } from '../render/user-event.js';
import type { ApiKey } from '../security/api-keys.js';
import { type TimeUnit, toUnit } from '../time-unit.js';

type Subscription = { readonly account: number; readonly byLogon: boolean; readonly stop: () => void };

/** What one WebSocket API connection remembers: who is logged on, and which accounts' events it gets. */
export class WsSession {
  readonly unit: TimeUnit;
  readonly returnRateLimits: boolean;
  /** µs */
  readonly connectedSince: number;
  key: ApiKey | undefined;
  authorizedSince: number | undefined;
  readonly #core: Core;
  readonly #connection: Connection;
  readonly #subscriptions = new Map<number, Subscription>();
  #nextId = 0;

  constructor(core: Core, connection: Connection, unit: TimeUnit, returnRateLimits: boolean) {
    this.#core = core;
    this.#connection = connection;
    this.unit = unit;
    this.returnRateLimits = returnRateLimits;
    this.connectedSince = core.now();
  }

  get subscriptionIds(): readonly number[] {
    return [...this.#subscriptions.keys()];
  }

  logOn(key: ApiKey): void {
    this.key = key;
    this.authorizedSince = this.#core.now();
  }

  /** Forgets the key, and ends the subscription made under it; those made by signature stay. */
  logOut(): void {
    this.key = undefined;
    this.authorizedSince = undefined;
    for (const [id, subscription] of [...this.#subscriptions]) if (subscription.byLogon) this.unsubscribe(id);
  }

  /** Starts an account's events and gives the subscription's id. */
  subscribe(account: number, byLogon: boolean): number {
    const { activeSubscriptions, lifetimeSubscriptions } = this.#core.choices;
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
    const stop = this.#core.users.subscribe({ account, send: (event) => this.#send(id, event) });
    this.#subscriptions.set(id, { account, byLogon, stop });
    return id;
  }

  /** Ends a subscription and says so on it. */
  unsubscribe(id: number): void {
    const subscription = this.#subscriptions.get(id);
    if (!subscription) throw refusal('NOT_SUBSCRIBED');
    this.#stop(id, subscription);
  }

  unsubscribeAll(): void {
    for (const [id, subscription] of [...this.#subscriptions]) this.#stop(id, subscription);
  }

  /** The connection is gone: nothing more is said. */
  close(): void {
    for (const { stop } of this.#subscriptions.values()) stop();
    this.#subscriptions.clear();
  }

  #stop(id: number, subscription: Subscription): void {
    subscription.stop();
    this.#subscriptions.delete(id);
    const now = this.#core.now();
    this.#send(id, { account: subscription.account, render: (time) => ({ e: 'eventStreamTerminated', E: time(now) }) });
  }

  #send(subscriptionId: number, event: UserEvent): void {
    this.#connection.send(JSON.stringify({ subscriptionId, event: event.render(toUnit(this.unit)) }));
  }
}
