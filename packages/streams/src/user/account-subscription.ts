import type { Timer } from '@pkg/core';
import type { ApiSession } from '../api/api-session.js';
import type { UserEvent } from '../events/user.js';

const MAX_EVENTS = 10_000;
const MAX_LENGTH = 16 * 1024 * 1024;

/**
 * A subscription of one account on one session. It keeps its events back while another session delivers the events of
 * the account.
 */
export class AccountSubscription {
  readonly session: ApiSession;
  /** The exchange's id of the subscription; undefined until the exchange has confirmed it. */
  id: number | undefined;
  /**
   * Whether every event from before the beginning of this subscription has either arrived on another session or been
   * recovered.
   */
  isComplete = false;
  /** The timer of the next check whether the exchange still has the subscription. */
  timer: Timer;
  #kept: { readonly id: number; readonly event: UserEvent; readonly key: string }[] = [];
  #length = 0;
  /**
   * For each event, by its content, how often another session has delivered it since this subscription was requested.
   */
  readonly #delivered: Map<string, number> = new Map();

  constructor(session: ApiSession) {
    this.session = session;
  }

  /** Keeps back an event. If there are too many events, drops all of them and returns `false`. */
  keep(id: number, event: UserEvent): boolean {
    const key = keyOf(event);
    this.#kept.push({ id, event, key });
    this.#length += key.length;
    if (this.#kept.length <= MAX_EVENTS && this.#length <= MAX_LENGTH) return true;
    this.release();
    return false;
  }

  /** Remembers that another session has delivered an event, so that the copy of this session is dropped. */
  sawElsewhere(event: UserEvent): void {
    if (this.#delivered.size >= MAX_EVENTS) return;
    const key = keyOf(event);
    this.#delivered.set(key, (this.#delivered.get(key) ?? 0) + 1);
  }

  /** Returns the events of this subscription that were kept back, and removes them. */
  release(): UserEvent[] {
    const kept = this.#kept;
    this.#kept = [];
    this.#length = 0;
    return kept.flatMap(({ id, event }) => (id === this.id ? [event] : []));
  }

  /** Whether another session has already delivered this event. If it has, one of its deliveries is counted as used. */
  isSecondCopy(event: UserEvent): boolean {
    if (this.#delivered.size === 0) return false;
    const key = keyOf(event);
    const count = this.#delivered.get(key) ?? 0;
    if (count > 1) this.#delivered.set(key, count - 1);
    else this.#delivered.delete(key);
    return count > 0;
  }

  /** Forgets what other sessions have delivered. They ended so long ago that no second copy of an event can arrive. */
  forgetOthers(): void {
    this.#delivered.clear();
  }
}

/** Returns the content of an event as text, without the time `E` at which it was sent, which differs between copies. */
function keyOf(event: UserEvent): string {
  return JSON.stringify({ ...event, E: 0 });
}
