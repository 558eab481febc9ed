import type { Call } from '../operations/call.js';
import { dropOldest } from '../platform/drop-oldest.js';

/** A write that sent a client order id. */
export type SentOrder = {
  /** The name of the parameter with the id. */
  readonly idParam: string;
  readonly params: Call['params'];
  /** Whether the client generated the id at random. Then no other write has the same id. */
  readonly isGenerated: boolean;
};

/**
 * How many open writes are remembered at most, and how many ids of accepted writes at least. An account can hardly send
 * more while an outcome is looked up.
 */
const MOST_IDS = 5_000;

/**
 * The writes with a client order id that a client has sent. The exchange requires unique ids of open orders only, so
 * several orders may have the same id. A query for that id then returns only one of them.
 */
export class SentOrders {
  /** The writes with an id that the caller chose and whose outcome is open: not yet answered, or unknown. */
  readonly #open = new Set<SentOrder>();
  /**
   * The ids of orders and lists that accepted writes created, each with its symbol. When the set is full it becomes
   * `#acceptedBefore`, and a new set is begun.
   */
  #accepted = new Set<string>();
  #acceptedBefore = new Set<string>();

  /** Remembers a write before it is sent. Returns undefined for a call that sends no client order id. */
  add({ operation, params }: Call, isGenerated: boolean): SentOrder | undefined {
    const { clientOrderId: idParam, effect } = operation;
    if (!idParam || effect !== 'write') return undefined;
    const sent = { idParam, params, isGenerated };
    if (!isGenerated) this.#open.add(sent);
    dropOldest(this.#open, MOST_IDS);
    return sent;
  }

  /** Records that a write was accepted. `answer` has the ids of the orders that it created. */
  accept(sent: SentOrder, answer: unknown): void {
    this.#open.delete(sent);
    if (this.#accepted.size >= MOST_IDS) {
      this.#acceptedBefore = this.#accepted;
      this.#accepted = new Set();
    }
    this.#addIds(sent.params.symbol, answer);
  }

  /** Adds the ids in the answer of a write. The answer to an order list has the id of the list and those of its orders. */
  #addIds(symbol: unknown, answer: unknown): void {
    const { orderId, orderListId, newOrderResponse, orders } = Object(answer) as Record<string, unknown>;
    this.#accepted.add(`${symbol} ${orderId ?? `list ${orderListId}`}`);
    const inner = Array.isArray(orders) ? orders : newOrderResponse ? [newOrderResponse] : [];
    for (const each of inner) this.#addIds(symbol, each);
  }

  /** Records that a write created nothing. */
  forget(sent: SentOrder): void {
    this.#open.delete(sent);
  }

  /**
   * Whether an accepted write of this client created the order or list with this id. The symbol is needed because
   * orders of two symbols may have the same id.
   */
  isAccepted(symbol: unknown, id: string): boolean {
    const key = `${symbol} ${id}`;
    return this.#accepted.has(key) || this.#acceptedBefore.has(key);
  }

  /** Whether another write with the same client order id has an unknown outcome too. */
  hasRival(sent: SentOrder | undefined): boolean {
    return [...this.#open].some((other) => other !== sent && sent && idOf(other) === idOf(sent));
  }
}

/** Returns a text that is equal for two writes with the same client order id on the same symbol. */
function idOf({ idParam, params }: SentOrder): string {
  return `${idParam} ${params.symbol} ${params[idParam]}`;
}
