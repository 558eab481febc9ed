import type { EngineEvent } from '../../engine/types.js';
import { type UserEvent, userEvent } from '../render/user-event.js';

/** One connection's wish for an account's events. */
export type UserSubscriber = {
  readonly account: number;
  send(event: UserEvent): void;
};

/** Hands every account's events to the connections that asked for them. */
export class UserStreams {
  readonly #now: () => number;
  readonly #subscribers = new Map<number, Set<UserSubscriber>>();
  readonly #waiting: UserEvent[] = [];
  #held = 0;

  /** @param now µs */
  constructor(now: () => number) {
    this.#now = now;
  }

  subscribe(subscriber: UserSubscriber): () => void {
    const { account } = subscriber;
    const subscribers = this.#subscribers.get(account) ?? new Set();
    this.#subscribers.set(account, subscribers.add(subscriber));
    return () => {
      subscribers.delete(subscriber);
      if (subscribers.size === 0) this.#subscribers.delete(account);
    };
  }

  /** Takes an event from the engine. */
  take(event: EngineEvent): void {
    if (this.#subscribers.size === 0) return;
    const rendered = userEvent(event, this.#now());
    if (!rendered) return;
    if (this.#held > 0) this.#waiting.push(rendered);
    else this.#send(rendered);
  }

  /** Keeps events back until {@link release}: a request's answer goes out before the events that it causes. */
  hold(): void {
    this.#held++;
  }

  release(): void {
    if (--this.#held > 0) return;
    for (const event of this.#waiting.splice(0)) this.#send(event);
  }

  #send(event: UserEvent): void {
    for (const subscriber of [...(this.#subscribers.get(event.account) ?? [])]) subscriber.send(event);
  }
}
