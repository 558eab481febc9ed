import type { Timer } from '@pkg/core';
import type { ApiSession } from '../api/api-session.js';
import type { UserEvent } from '../events/user.js';

const MAX_EVENTS = 10_000;
const MAX_LENGTH = 16 * 1024 * 1024;

/**
 * A subscription of one account on one session. While another session delivers the events of the account, this
 * subscription holds back its own copies of them.
 */
export class AccountSubscription {
  readonly session: ApiSession;
  /** The exchange's id of the subscription; undefined until the exchange has confirmed it. */
  id: number | undefined;
  /**
   * Whether no event from before this subscription is missing: each has arrived on another session, or was recovered by
   * queries.
   */
  isComplete = false;
  /** The timer of the next check that the exchange still has the subscription. */
  timer: Timer;
  #kept: { readonly id: number; readonly event: UserEvent; readonly key: string }[] = [];
  #length = 0;
  /**
   * How often another session has delivered each event since this subscription was requested. The key is the content of
   * the event.
   */
  readonly #delivered: Map<string, number> = new Map();

  constructor(session: ApiSession) {
    this.session = session;
  }

  /** Keeps an event back. If too many events are kept back, drops all of them and returns `false`. */
  keep(id: number, event: UserEvent): boolean {
    const key = keyOf(event);
    this.#kept.push({ id, event, key });
    this.#length += key.length;
    if (this.#kept.length <= MAX_EVENTS && this.#length <= MAX_LENGTH) return true;
    this.release();
    return false;
  }

  /** Remembers that another session has delivered an event, so that this session's copy of it is dropped. */
  sawElsewhere(event: UserEvent): void {
    if (this.#delivered.size >= MAX_EVENTS) return;
    const key = keyOf(event);
    this.#delivered.set(key, (this.#delivered.get(key) ?? 0) + 1);
  }

  /** Returns the events of this subscription that were kept back, and forgets them. */
  release(): UserEvent[] {
    const kept = this.#kept;
    this.#kept = [];
    this.#length = 0;
    return kept.flatMap(({ id, event }) => (id === this.id ? [event] : []));
  }

  /**
   * Whether another session has already delivered this event. Each delivery counts for only one copy, because the
   * exchange may send several equal events.
   */
  isSecondCopy(event: UserEvent): boolean {
    if (this.#delivered.size === 0) return false;
    const key = keyOf(event);
    const count = this.#delivered.get(key) ?? 0;
    if (count > 1) this.#delivered.set(key, count - 1);
    else this.#delivered.delete(key);
    return count > 0;
  }

  /**
   * Forgets what other sessions have delivered. These sessions ended so long ago that no second copy of their events
   * can arrive.
   */
  forgetOthers(): void {
    this.#delivered.clear();
  }
}

/**
 * Returns the content of an event as text. The time `E`, at which the event was sent, is left out because it differs
 * between copies.
 */
function keyOf(event: UserEvent): string {
  return JSON.stringify({ ...event, E: 0 });
}
