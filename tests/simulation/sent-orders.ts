/** The REST routes of requests that place orders. */
const ROUTES = /^POST \/api\/v3\/(order|sor\/order|orderList\/\w+|order\/cancelReplace)$/;
/** The methods of the WebSocket API that place orders. */
const METHODS = /^((sor\.)?order\.place|order\.cancelReplace|orderList\.place(\.\w+)?)$/;

/** Whether a REST route or a method of the WebSocket API places orders. */
export function placesOrders(route: string): boolean {
  return ROUTES.test(route) || METHODS.test(route);
}

/** The longest time from the call of a write until its request may be sent, in ms, also if the machine sleeps meanwhile. */
const SENT_WITHIN = 75_000;
/** Ids that several orders of the simulation have. */
const SHARED = /twin|both|again/;

/**
 * The client order ids of all writes that have left the client's machine, whether or not they have reached the exchange.
 * Checks that no order is sent twice, unless the exchange has refused its timestamp.
 */
export class SentOrders {
  readonly #now: () => number;
  readonly #fail: (text: string) => void;
  readonly #ids = new Set<string>();
  /** The ids of the new orders that were sent, and whose timestamp the exchange has not refused. */
  readonly #placed = new Set<string>();
  /** The ids of the orders that clients have sent over the WebSocket API, by the name of the socket and the request's id. */
  readonly #byRequest = new Map<string, readonly string[]>();

  /** When the client was called to place orders, in ms, by their ids. */
  readonly #calledAt = new Map<string, number>();

  constructor(now: () => number, fail: (text: string) => void) {
    this.#now = now;
    this.#fail = fail;
  }

  /** Called when the client is called to send a write with this client order id. */
  called(id: string): void {
    this.#calledAt.set(id, this.#now());
  }

  /** Whether a write with this client order id was sent. */
  has(id: string): boolean {
    return this.#ids.has(id);
  }

  clear(): void {
    for (const each of [this.#ids, this.#placed, this.#byRequest, this.#calledAt]) each.clear();
  }

  /**
   * Called when a request is sent. `route` is its REST route or WebSocket method. `text` is its query or its JSON.
   * Returns the ids of the orders that the request places.
   */
  sent(route: string, text: string): readonly string[] {
    const ids = [...text.matchAll(/(?:new|list)ClientOrderId"?[=:]"?([\w-]+)/g)].map(([, id]) => id as string);
    for (const id of ids) this.#ids.add(id);
    if (!placesOrders(route)) return [];
    for (const id of ids) {
      if (this.#placed.has(id) && !SHARED.test(id)) this.#fail(`${route}: order ${id} is sent again`);
      this.#placed.add(id);
      const age = this.#now() - (this.#calledAt.get(id) ?? Infinity);
      if (age > SENT_WITHIN) this.#fail(`${route}: order ${id} is sent ${age} ms after the call`);
    }
    return ids;
  }

  /** Called with each answer to a request that has placed `ids`. */
  answered(ids: readonly string[], answer: string): void {
    if (answer.includes('"code":-1021')) for (const id of ids) this.#placed.delete(id);
  }

  /** Called when a client sends a frame over the WebSocket API. */
  sentFrame(text: string, socket: string): void {
    const [, request = ''] = /"id":"?([\w-]+)/.exec(text) ?? [];
    const [, method = ''] = /"method":"([^"]+)"/.exec(text) ?? [];
    const ids = this.sent(method, text);
    if (ids.length > 0) this.#byRequest.set(`${socket} ${request}`, ids);
  }

  /** Called when a frame of the WebSocket API arrives. */
  frameArrived(text: string, socket: string): void {
    const [, request = ''] = /^\{"id":"?([\w-]+)/.exec(text) ?? [];
    const key = `${socket} ${request}`;
    const ids = this.#byRequest.get(key);
    if (ids) this.answered(ids, text);
    this.#byRequest.delete(key);
  }
}
