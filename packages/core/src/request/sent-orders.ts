import type { Call } from '../operations/call.js';

/** A write that sent a client order id. */
export type SentOrder = {
  /** The same for all writes with one client order id. */
  readonly key: string;
  /** Whether the client generated the id. No other client has sent such an id. */
  readonly isGenerated: boolean;
  /** The ids of the orders or lists that the write created, once it was accepted. */
  ids?: readonly unknown[];
};

/** How many writes are remembered. */
const MOST_WRITES = 10_000;

/**
 * The client order ids that a client has sent. An id is unique among open orders only, so several orders may have the
 * same one. The exchange then reports one of them.
 */
export class SentOrders {
  readonly #sent = new Set<SentOrder>();
  readonly #accepted = new Set<unknown>();

  /** Remembers a write before it is sent. Undefined for a call that sends no client order id. */
  add({ operation, params }: Call, isGenerated: boolean): SentOrder | undefined {
    const { clientOrderId, effect } = operation;
    if (!clientOrderId || effect !== 'write') return undefined;
    const sent = { key: `${clientOrderId} ${params.symbol} ${params[clientOrderId]}`, isGenerated };
    this.#sent.add(sent);
    forgetOldest(this.#sent);
    return sent;
  }

  /** The write was accepted. Its answer has the ids of what it created. */
  accept(sent: SentOrder, answer: unknown): void {
    sent.ids = idsIn(answer);
    for (const id of sent.ids) this.#accepted.add(id);
    forgetOldest(this.#accepted);
  }

  /** The write created nothing. */
  forget(sent: SentOrder): void {
    this.#sent.delete(sent);
  }

  /** Whether an accepted write of this client created the order or list with this id. */
  isAccepted(id: unknown): boolean {
    return this.#accepted.has(String(id));
  }

  /** Whether another write with the same client order id has an unknown outcome too. */
  hasRival(sent: SentOrder | undefined): boolean {
    for (const other of this.#sent) if (other !== sent && other.key === sent?.key && !other.ids) return true;
    return false;
  }
}

/** The ids in the answer of a write, as text: a list also has the ids of its orders. */
function idsIn(answer: unknown): string[] {
  const { orderId, orderListId, newOrderResponse, orders } = Object(answer) as Record<string, unknown>;
  const inner = [newOrderResponse, ...(Array.isArray(orders) ? orders : [])].flatMap((each) =>
    each ? idsIn(each) : [],
  );
  const isList = orderId === undefined && orderListId !== undefined;
  return [...(orderId === undefined ? [] : [String(orderId)]), ...(isList ? [`list ${orderListId}`] : []), ...inner];
}

function forgetOldest(entries: Set<unknown>): void {
  for (const oldest of entries) {
    if (entries.size <= MOST_WRITES) return;
    entries.delete(oldest);
  }
}
