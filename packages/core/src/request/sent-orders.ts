import type { Call } from '../operations/call.js';
import { dropOldest } from '../platform/drop-oldest.js';

/** An order, order list, cancel or amendment that was sent with a client order id. */
export type SentOrder = {
  /** The name of the parameter that holds the client order id, such as `newClientOrderId`. */
  readonly idParam: string;
  readonly params: Call['params'];
  /** Whether the client generated the client order id at random. In this case no other order has the same id. */
  readonly isGenerated: boolean;
  /**
   * The time of the monotonic clock after which the exchange can no longer execute the request, in ms; undefined as long
   * as the call has not ended.
   */
  settledAt?: number;
  /** The id of the order or order list that the request created, as `isAccepted` gets it. */
  id?: string;
};

/**
 * The maximum number of remembered requests without a known outcome. When old ids of accepted orders are dropped, this
 * number of the newest ids is kept. An account can hardly send more orders than this while the client looks up the
 * outcome of one.
 */
const MOST_IDS = 5_000;

/**
 * The orders, cancels and amendments with a client order id that a client has sent. With them, the client can tell
 * orders with the same id apart: the exchange requires unique ids only among open orders, and a query for an id returns
 * only one of the orders.
 */
export class SentOrders {
  /**
   * The requests whose client order id the caller chose, and whose outcome is not known: there is no answer yet, or the
   * outcome is unknown.
   */
  readonly #open = new Set<SentOrder>();
  /** The ids of the orders and order lists created by requests that the exchange accepted, each id with its symbol. */
  #accepted = new Set<string>();

  /**
   * Remembers a request before it is sent. `given` are the parameters as the caller passed them. Returns undefined if
   * the call sends no client order id or changes nothing.
   */
  add({ operation, params }: Call, given: Call['params']): SentOrder | undefined {
    const { clientOrderId: idParam, effect } = operation;
    if (!idParam || effect !== 'write') return undefined;
    const sent = { idParam, params, isGenerated: given[idParam] === undefined };
    if (!sent.isGenerated) this.#open.add(sent);
    dropOldest(this.#open, MOST_IDS);
    return sent;
  }

  /**
   * Records how the request `sent` ended. `answer` is the answer with the ids of the orders that the request created, or
   * else an error or undefined. The `data` of an error has such an id if a cancel-replace was refused because the cancel
   * failed, although the new order was placed.
   */
  end(sent: SentOrder, answer: unknown): void {
    this.#open.delete(sent);
    // Many old ids are dropped at once, because dropping the oldest id of a large set costs several microseconds.
    if (this.#accepted.size > 2 * MOST_IDS) this.#accepted = new Set([...this.#accepted].slice(-MOST_IDS));
    sent.id = this.#addIds(sent.params.symbol, Object(answer).data ?? answer);
  }

  /**
   * Adds the ids in an answer, and returns the id of the order or order list that the answer describes. The answer to
   * an order list has the id of the list and the ids of its orders.
   */
  #addIds(symbol: unknown, answer: unknown): string {
    const { orderId, orderListId, newOrderResponse, orders } = Object(answer) as Record<string, unknown>;
    const id = String(orderId ?? `list ${orderListId}`);
    this.#accepted.add(`${symbol} ${id}`);
    for (const each of [newOrderResponse].concat(orders)) if (each) this.#addIds(symbol, each);
    return id;
  }

  /**
   * Whether an accepted request of this client created the order or order list with this id. Ids are unique only within
   * one symbol.
   */
  isAccepted(symbol: unknown, id: string): boolean {
    return this.#accepted.has(`${symbol} ${id}`);
  }

  /**
   * Whether the outcome of another request with the same client order id is not known, because there is no answer yet
   * or because the call has ended with an unknown outcome. Such a request does not count if the exchange could no
   * longer execute it more than `MARGIN` ms before `sent` was sent: its order would be older than that of `sent`. `at`
   * is when `sent` was sent, by the monotonic clock in ms.
   */
  hasRival(sent: SentOrder | undefined, at: number): boolean {
    /**
     * An order may seem to be older than the request that created it by up to this many ms, because the clocks of the
     * exchange and of this machine differ.
     */
    const MARGIN = 2_000;

    const mayBeAsNew = ({ settledAt = at }: SentOrder): boolean => settledAt + MARGIN >= at;
    return [...this.#open].some((other) => other !== sent && sent && idOf(other) === idOf(sent) && mayBeAsNew(other));
  }
}

/** Returns a text that is equal for two requests with the same client order id on the same symbol. */
function idOf({ idParam, params }: SentOrder): string {
  return `${idParam} ${params.symbol} ${params[idParam]}`;
}
