import type { UserDataEvent } from '../events/user.js';
import type { TradeLedger } from './trade-ledger.js';

const MAX_REMEMBERED = 5_000;

/** Which of an account's events were told already: a renewal brings them twice, and so does reading what was missed. */
export class EventDeduplicator {
  readonly #ledger: TradeLedger;
  /** Of events told lately that are no trades. */
  readonly #keys: Set<string> = new Set();

  constructor(ledger: TradeLedger) {
    this.#ledger = ledger;
  }

  /** Notes that an event is told now; `false` when it was told before. */
  note(event: UserDataEvent): boolean {
    if (event.e === 'executionReport') {
      this.#ledger.know(event.s, event.O);
      const isTrade = event.x === 'TRADE' && event.t >= 0;
      if (isTrade) return this.#ledger.tell(event.s, { id: event.t, orderId: event.i, time: event.T });
    }
    if (event.recovered) return true;
    const key = JSON.stringify(event);
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (this.#keys.size > MAX_REMEMBERED) for (const oldest of this.#keys) if (this.#keys.delete(oldest)) break;
    return true;
  }
}
