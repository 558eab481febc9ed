import type { Exchange } from '@pkg/simulator';
import { formatAmount } from '../../packages/simulator/src/engine/types/amount.js';

type Change = { readonly updateId: number; readonly isBid: boolean; readonly price: bigint; readonly quantity: bigint };

/** The changes of a symbol's order book at the exchange, by update id. */
export class BookHistory {
  readonly #changes: Change[] = [];
  /** How many of the oldest changes were removed from {@link #changes}. */
  #forgotten = 0;
  readonly #at = new Map<number, number>();
  /** The id of the exchange's newest update of the book. */
  newest = 0;

  /** @param now returns the time that {@link timeOf} reports */
  constructor(exchange: Exchange, symbol: string, now: () => number) {
    exchange.engine.on((event) => {
      if (event.type !== 'LEVEL' || event.symbol !== symbol) return;
      const { updateId, side, price, quantity } = event;
      this.#changes.push({ updateId, isBid: side === 'BUY', price, quantity });
      this.#at.set(updateId, now());
      this.newest = updateId;
    });
  }

  /**
   * Returns the change of the order book with this number; undefined if it was removed or has not happened yet. The
   * first change of the run has the number 0.
   */
  change(number: number): Change | undefined {
    return this.#changes[number - this.#forgotten];
  }

  /** Removes the changes with lower numbers than this one. */
  forget(number: number): void {
    const old = this.#changes.splice(0, number - this.#forgotten);
    this.#forgotten += old.length;
    for (const { updateId } of old) this.#at.delete(updateId);
  }

  /**
   * The time at which the exchange made this update. Undefined if it has not made the update, or if {@link forget} has
   * removed it.
   */
  timeOf(updateId: number): number | undefined {
    return this.#at.get(updateId);
  }
}

/** The order book as it is at the exchange after each update. Updates must be looked up in ascending order. */
export class BookOracle {
  readonly #history: BookHistory;
  readonly #bids: Side = new Side((one, other) => one > other);
  readonly #asks: Side = new Side((one, other) => one < other);
  /** The number of the next change to apply. */
  next = 0;
  #id = 0;

  constructor(history: BookHistory) {
    this.#history = history;
  }

  /** Returns the best `count` levels of both sides after an update, as text. */
  best(updateId: number, count: number): string {
    if (updateId < this.#id) throw new RangeError(`updateId: expected at least ${this.#id}, got ${updateId}`);
    const history = this.#history;
    for (let change = history.change(this.next); change && change.updateId <= updateId; ) {
      (change.isBid ? this.#bids : this.#asks).set(change.price, change.quantity);
      this.next++;
      change = history.change(this.next);
    }
    this.#id = updateId;
    return `bids ${this.#bids.best(count)} asks ${this.#asks.best(count)}`;
  }

  /**
   * Returns all levels that an order of this side is matched with, best first, after the update of the last call of
   * {@link best}. The amounts are integers at scale 8.
   */
  opposite(side: 'BUY' | 'SELL'): readonly (readonly [price: bigint, quantity: bigint])[] {
    return (side === 'BUY' ? this.#asks : this.#bids).levels();
  }
}

/** One side of a book, with its levels as text. */
class Side {
  readonly #isBetter: (one: bigint, other: bigint) => boolean;
  /** The prices of the levels, best first. */
  readonly #prices: bigint[] = [];
  readonly #quantities: bigint[] = [];
  readonly #texts: string[] = [];

  constructor(isBetter: (one: bigint, other: bigint) => boolean) {
    this.#isBetter = isBetter;
  }

  set(price: bigint, quantity: bigint): void {
    let at = 0;
    while (at < this.#prices.length && this.#isBetter(this.#prices[at] as bigint, price)) at++;
    const isKnown = this.#prices[at] === price;
    if (quantity === 0n) {
      if (!isKnown) return;
      this.#prices.splice(at, 1);
      this.#quantities.splice(at, 1);
      this.#texts.splice(at, 1);
      return;
    }
    if (!isKnown) {
      this.#prices.splice(at, 0, price);
      this.#quantities.splice(at, 0, 0n);
      this.#texts.splice(at, 0, '');
    }
    this.#quantities[at] = quantity;
    this.#texts[at] = `${formatAmount(price)}=${formatAmount(quantity)}`;
  }

  best(count: number): string {
    return this.#texts.slice(0, count).join(' ');
  }

  levels(): (readonly [price: bigint, quantity: bigint])[] {
    return this.#prices.map((price, index) => [price, this.#quantities[index] as bigint]);
  }
}
