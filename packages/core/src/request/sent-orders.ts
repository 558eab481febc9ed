import type { Call } from '../operations/call.js';
import { dropOldest } from '../platform/drop-oldest.js';

/** A write that sent a client order id. */
export type SentOrder = {
  /** The parameter that holds the id. */
  readonly idParam: string;
  readonly params: Call['params'];
  /** Whether the client generated the id. No other write has such an id. */
  readonly isGenerated: boolean;
};

/**
 * How many writes that are under way or of unknown outcome are remembered at most, and how many ids of accepted writes at
 * least. It is more than an account may send while an outcome is looked up.
 */
const MOST_IDS = 5_000;

/**
 * The client order ids that a client has sent. An id is unique among open orders only, so several orders may have the
 * same one. The exchange then reports one of them.
 */
export class SentOrders {
  /** The writes with an id that the caller chose, without those that were accepted or created nothing. */
  readonly #open = new Set<SentOrder>();
  /** The ids of the orders and lists that accepted writes created, by symbol, and those of the writes before them. */
  #accepted = new Set<string>();
  #acceptedBefore = new Set<string>();

  /** Remembers a write before it is sent. Undefined for a call that sends no client order id. */
  add({ operation, params }: Call, isGenerated: boolean): SentOrder | undefined {
    const { clientOrderId: idParam, effect } = operation;
    if (!idParam || effect !== 'write') return undefined;
    const sent = { idParam, params, isGenerated };
    if (!isGenerated) this.#open.add(sent);
    dropOldest(this.#open, MOST_IDS);
    return sent;
  }

  /** The write was accepted. Its answer has the ids of what it created. */
  accept(sent: SentOrder, answer: unknown): void {
    this.#open.delete(sent);
    if (this.#accepted.size >= MOST_IDS) {
      this.#acceptedBefore = this.#accepted;
      this.#accepted = new Set();
    }
    for (const id of idsIn(answer)) this.#accepted.add(`${sent.params.symbol} ${id}`);
  }

  /** The write created nothing. */
  forget(sent: SentOrder): void {
    this.#open.delete(sent);
  }

  /**
   * Whether an accepted write of this client created the order or list with this id. Orders of two symbols may have the
   * same id.
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

/** The same text for all writes with one client order id. */
function idOf({ idParam, params }: SentOrder): string {
  return `${idParam} ${params.symbol} ${params[idParam]}`;
}

/** The ids in the answer of a write, as text: a list also has the ids of its orders. */
function idsIn(answer: unknown): string[] {
  const { orderId, orderListId, newOrderResponse, orders } = Object(answer) as Record<string, unknown>;
  const inner = Array.isArray(orders) ? orders : newOrderResponse ? [newOrderResponse] : [];
  return [String(orderId ?? `list ${orderListId}`), ...inner.flatMap(idsIn)];
}
