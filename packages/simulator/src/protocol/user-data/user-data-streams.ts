import type { EngineEvent } from '../../engine/types/index.js';
import { type UserEvent, userEvent } from './user-event.js';

/** A connection's subscription to the user data events of one account. */
export type UserDataSubscriber = {
  readonly account: number;
  send(event: UserEvent): void;
  /** Called when {@link UserDataStreams.end} has ended the subscription. */
  ended(): void;
};

/** Sends user data events to the subscribers of each account. */
export class UserDataStreams {
  readonly #now: () => number;
  readonly #subscribers = new Map<number, Set<UserDataSubscriber>>();
  readonly #queue: UserEvent[] = [];
  #holds = 0;

  /** @param now returns the exchange's time in µs */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Adds a subscription and returns a function that ends it. */
  subscribe(subscriber: UserDataSubscriber): () => void {
    const { account } = subscriber;
    const subscribers = this.#subscribers.get(account) ?? new Set();
    this.#subscribers.set(account, subscribers.add(subscriber));
    return () => {
      subscribers.delete(subscriber);
      if (subscribers.size === 0) this.#subscribers.delete(account);
    };
  }

  /** Ends all subscriptions to an account, without an event. */
  end(account: number): void {
    for (const subscriber of this.#subscribers.get(account) ?? []) subscriber.ended();
    this.#subscribers.delete(account);
  }

  /**
   * Sends an event of the engine to the subscribers of its account. Between {@link hold} and {@link release}, events
   * are queued.
   */
  publish(event: EngineEvent): void {
    if (this.#subscribers.size === 0) return;
    const rendered = userEvent(event, this.#now());
    if (!rendered) return;
    if (this.#holds > 0) this.#queue.push(rendered);
    else this.#send(rendered);
  }

  /**
   * Queues events until {@link release}, so that the reply to a request is sent before the events that the request
   * causes.
   */
  hold(): void {
    this.#holds++;
  }

  release(): void {
    if (--this.#holds > 0) return;
    for (const event of this.#queue.splice(0)) this.#send(event);
  }

  #send(event: UserEvent): void {
    for (const subscriber of [...(this.#subscribers.get(event.account) ?? [])]) subscriber.send(event);
  }
}
