import type { Timer } from '@pkg/core';
import type { ApiSession } from '../api/api-session.js';
import type { UserEvent } from '../events/user.js';

const MAX_EVENTS = 10_000;
const MAX_LENGTH = 16 * 1024 * 1024;

/**
 * A subscription of one account on one session. It keeps its events while another session delivers the account's
 * events.
 */
export class AccountSubscription {
  readonly session: ApiSession;
  /** The exchange's id; undefined until the exchange has confirmed the subscription. */
  id: number | undefined;
  /** Whether all events from before this subscription began have arrived, or their changes were read. */
  isComplete = false;
  /** The timer of the next check whether the exchange still lists the subscription. */
  timer: Timer;
  #kept: { readonly id: number; readonly event: UserEvent; readonly key: string }[] = [];
  #length = 0;
  /** How often each event was delivered by another session, since this subscription was requested. */
  readonly #delivered: Map<string, number> = new Map();

  constructor(session: ApiSession) {
    this.session = session;
  }

  /** Keeps an event. If there are too many, drops all of them and returns `false`. */
  keep(id: number, event: UserEvent): boolean {
    const key = keyOf(event);
    this.#kept.push({ id, event, key });
    this.#length += key.length;
    if (this.#kept.length <= MAX_EVENTS && this.#length <= MAX_LENGTH) return true;
    this.release();
    return false;
  }

  /** Notes that another session has delivered an event, so that this session's copy is dropped. */
  sawElsewhere(event: UserEvent): void {
    if (this.#delivered.size >= MAX_EVENTS) return;
    const key = keyOf(event);
    this.#delivered.set(key, (this.#delivered.get(key) ?? 0) + 1);
  }

  /** Returns the kept events of this subscription, and forgets them. */
  release(): UserEvent[] {
    const kept = this.#kept;
    this.#kept = [];
    this.#length = 0;
    return kept.flatMap(({ id, event }) => (id === this.id ? [event] : []));
  }

  /** Whether another session has delivered this event already. Each delivery matches one copy. */
  isSecondCopy(event: UserEvent): boolean {
    if (this.#delivered.size === 0) return false;
    const key = keyOf(event);
    const count = this.#delivered.get(key) ?? 0;
    if (count > 1) this.#delivered.set(key, count - 1);
    else this.#delivered.delete(key);
    return count > 0;
  }

  /** Forgets what other sessions have delivered. They ended so long ago that no second copy can arrive. */
  forgetOthers(): void {
    this.#delivered.clear();
  }
}

/** Returns the content of an event as text, without `E`, the time at which it was sent. */
function keyOf(event: UserEvent): string {
  return JSON.stringify({ ...event, E: 0 });
}
