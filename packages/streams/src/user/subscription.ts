import type { ApiSession } from '../api/api-session.js';
import type { UserEvent } from '../events/user.js';

const MAX_EVENTS = 10_000;
const MAX_LENGTH = 16 * 1024 * 1024;

/** A subscription of one account on one session. It keeps its events until it becomes the subscription that delivers. */
export class Subscription {
  readonly session: ApiSession;
  /** The exchange's id; undefined until the exchange has confirmed the subscription. */
  id: number | undefined;
  /** Whether all events that were sent before this subscription began have arrived or were read. */
  isComplete = false;
  #kept: { readonly id: number; readonly event: UserEvent; readonly key: string }[] = [];
  #length = 0;
  /** How often each event was delivered by another session, since this subscription was requested. */
  readonly #delivered: Map<string, number> = new Map();

  constructor(session: ApiSession) {
    this.session = session;
  }

  /** Keeps an event. Returns `false` when there are too many, and drops them all. */
  keep(id: number, event: UserEvent): boolean {
    const key = keyOf(event);
    this.#kept.push({ id, event, key });
    this.#length += key.length;
    if (this.#kept.length <= MAX_EVENTS && this.#length <= MAX_LENGTH) return true;
    this.#kept = [];
    this.#length = 0;
    return false;
  }

  /** Another session has delivered an event, which this one may have received or may still receive. */
  sawElsewhere(event: UserEvent): void {
    if (this.#delivered.size >= MAX_EVENTS) return;
    const key = keyOf(event);
    this.#delivered.set(key, (this.#delivered.get(key) ?? 0) + 1);
  }

  /** Returns the kept events of this subscription, and keeps none any more. */
  release(): UserEvent[] {
    const kept = this.#kept;
    this.#kept = [];
    this.#length = 0;
    return kept.flatMap(({ id, event }) => (id === this.id ? [event] : []));
  }

  /** Whether another session has delivered this event already. Each delivery counts for one event. */
  isSecondCopy(event: UserEvent): boolean {
    if (this.#delivered.size === 0) return false;
    const key = keyOf(event);
    const count = this.#delivered.get(key) ?? 0;
    if (count > 1) this.#delivered.set(key, count - 1);
    else this.#delivered.delete(key);
    return count > 0;
  }

  /** The other session has ended long ago, so no second copy arrives any more. */
  forgetOthers(): void {
    this.#delivered.clear();
  }
}

/** The content of an event without `E`, the time at which it was sent. */
function keyOf(event: UserEvent): string {
  return JSON.stringify({ ...event, E: 0 });
}
