import type { Call } from '../operations/call.js';

/** A write that sent a client order id. */
export type SentOrder = {
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
  readonly #byId = new Map<string, SentOrder[]>();
  readonly #accepted = new Set<unknown>();

  /** Remembers a write before it is sent. Undefined for a call that sends no client order id. */
  add(call: Call, isGenerated: boolean): SentOrder | undefined {
    const key = keyOf(call);
    if (key === undefined) return undefined;
    const sent: SentOrder = { isGenerated };
    this.#byId.set(key, [...(this.#byId.get(key) ?? []), sent]);
    forgetOldest(this.#byId);
    return sent;
  }

  /** The write was accepted. Its answer has the ids of what it created. */
  accept(sent: SentOrder, answer: unknown): void {
    sent.ids = idsIn(answer);
    for (const id of sent.ids) this.#accepted.add(id);
    forgetOldest(this.#accepted);
  }

  /** The write created nothing. */
  forget(call: Call, sent: SentOrder): void {
    const key = keyOf(call) ?? '';
    const rest = (this.#byId.get(key) ?? []).filter((other) => other !== sent);
    if (rest.length > 0) this.#byId.set(key, rest);
    else this.#byId.delete(key);
  }

  /** Whether an accepted write of this client created the order or list with this id. */
  isAccepted(id: unknown): boolean {
    return this.#accepted.has(String(id));
  }

  /** Whether another write with the same client order id has an unknown outcome too. */
  hasRival(call: Call, sent: SentOrder | undefined): boolean {
    return (this.#byId.get(keyOf(call) ?? '') ?? []).some((other) => other !== sent && other.ids === undefined);
  }
}

function keyOf({ operation, params }: Call): string | undefined {
  const { clientOrderId, effect } = operation;
  if (!clientOrderId || effect !== 'write') return undefined;
  return `${clientOrderId} ${params.symbol} ${params[clientOrderId]}`;
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

function forgetOldest(entries: Map<unknown, unknown> | Set<unknown>): void {
  if (entries.size <= MOST_WRITES) return;
  const [oldest] = entries.keys();
  entries.delete(oldest);
}
