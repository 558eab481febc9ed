import type { DepthEvent, DepthSnapshot, Level } from '../src/book/index.js';

/** A simple reference book: two maps of the strings that were received, sorted at each read. */
export class NaiveBook {
  lastUpdateId = 0;
  readonly #bids: Map<string, string>;
  readonly #asks: Map<string, string>;

  constructor(from?: NaiveBook) {
    this.lastUpdateId = from?.lastUpdateId ?? 0;
    this.#bids = new Map(from ? from.#bids : []);
    this.#asks = new Map(from ? from.#asks : []);
  }

  load({ lastUpdateId, bids, asks }: DepthSnapshot): void {
    this.lastUpdateId = lastUpdateId;
    set(this.#bids, bids);
    set(this.#asks, asks);
  }

  /** Applies an event if it continues the book. Otherwise does nothing. */
  apply({ U, u, b, a }: DepthEvent): void {
    if (u <= this.lastUpdateId || U > this.lastUpdateId + 1) return;
    this.lastUpdateId = u;
    set(this.#bids, b);
    set(this.#asks, a);
  }

  getBids(limit: number = this.#bids.size): Level[] {
    return best(this.#bids, limit, (price, other) => price > other);
  }

  getAsks(limit: number = this.#asks.size): Level[] {
    return best(this.#asks, limit, (price, other) => price < other);
  }
}

function set(side: Map<string, string>, levels: readonly Level[]): void {
  for (const [price, quantity] of levels) {
    if (Number(quantity) === 0) side.delete(price);
    else side.set(price, quantity);
  }
}

function best(side: Map<string, string>, limit: number, isBetter: (price: string, other: string) => boolean): Level[] {
  const found: string[] = [];
  if (limit >= side.size) {
    found.push(...side.keys());
    found.sort((price, other) => (isBetter(wide(price), wide(other)) ? -1 : 1));
  } else {
    for (const price of side.keys()) {
      let at = found.length;
      if (at === limit && !isBetter(wide(price), wide(found[at - 1] as string))) continue;
      while (at > 0 && isBetter(wide(price), wide(found[at - 1] as string))) at--;
      found.splice(at, 0, price);
      if (found.length > limit) found.pop();
    }
  }
  return found.map((price) => [price, side.get(price) as string]);
}

const widths = new Map<string, string>();

/** Pads a decimal with leading and trailing zeros, so that decimals sort correctly as text. */
function wide(decimal: string): string {
  let text = widths.get(decimal);
  if (text === undefined) {
    const [whole = '', fraction = ''] = decimal.split('.');
    text = `${whole.padStart(20, '0')}.${fraction.padEnd(20, '0')}`;
    widths.set(decimal, text);
  }
  return text;
}
