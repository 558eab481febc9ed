import type { UserDataEvent } from '../events/user.js';
import type { TradeLedger } from './trade-ledger.js';

const MAX_KEYS = 5_000;

/** Detects events of an account that were delivered before: renewals and queries of missed changes bring second copies. */
export class EventDeduplicator {
  readonly #ledger: TradeLedger;
  /** The latest delivered events that are not trades. */
  readonly #keys: Set<string> = new Set();

  constructor(ledger: TradeLedger) {
    this.#ledger = ledger;
  }

  /** Records an event as delivered. Returns `false` if it was delivered before. */
  add(event: UserDataEvent): boolean {
    if (event.e === 'executionReport') {
      this.#ledger.track(event.s, event.O);
      const isTrade = event.x === 'TRADE' && event.t >= 0;
      if (isTrade) return this.#ledger.add(event.s, { id: event.t, orderId: event.i, time: event.T });
    }
    if (event.recovered) return true;
    const key = JSON.stringify(event);
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (this.#keys.size > MAX_KEYS) for (const oldest of this.#keys) if (this.#keys.delete(oldest)) break;
    return true;
  }
}
