import { type BookSide, MAX_LISTS } from './book-side.js';
import { compareDecimals, decimalsOf, isZero } from './decimal-string.js';
import type { Level } from './level.js';

/**
 * One side of a book, stored as the strings received. It is used for decimals that a `FixedPointBook` cannot hold,
 * because they are too long or differ in their number of decimals. It is slower but equally exact.
 */
export class StringSide implements BookSide {
  readonly #levels: Level[] = [];
  /** The lists that {@link top} has returned since the last change, by their limit. */
  readonly #lists = new Map<number, readonly Level[]>();
  readonly #direction: 1 | -1;

  /** @param direction 1 if the highest price is best, -1 if the lowest is. */
  constructor(direction: 1 | -1, levels: Iterable<Level> = []) {
    this.#direction = direction;
    for (const [price, quantity] of levels) this.set(price, quantity);
  }

  get size(): number {
    return this.#levels.length;
  }

  get best(): Level | undefined {
    return this.#levels[0];
  }

  get worst(): Level | undefined {
    return this.#levels.at(-1);
  }

  set(price: string, quantity: string): void {
    const levels = this.#levels;
    const index = this.#find((found) => compareDecimals(found, price) * this.#direction > 0);
    const found = levels[index];
    const isKnown = found !== undefined && compareDecimals(found[0], price) === 0;
    const isSame = isKnown ? found[0] === price && found[1] === quantity : isZero(quantity);
    if (isSame) return;
    this.#lists.clear();
    if (isZero(quantity)) {
      if (isKnown) levels.splice(index, 1);
    } else levels.splice(index, isKnown ? 1 : 0, Object.freeze([price, quantity] as const));
  }

  top(limit: number): readonly Level[] {
    let list = this.#lists.get(limit);
    if (!list) {
      list = Object.freeze(this.#levels.slice(0, Math.max(0, limit)));
      if (this.#lists.size === MAX_LISTS) this.#lists.clear();
      this.#lists.set(limit, list);
    }
    return list;
  }

  levels(): IterableIterator<Level> {
    return this.#levels.values();
  }

  get decimals(): { readonly price: number; readonly quantity: number } {
    let [price, quantity] = [0, 0];
    for (const level of this.#levels) {
      price = Math.max(price, decimalsOf(level[0]));
      quantity = Math.max(quantity, decimalsOf(level[1]));
    }
    return { price, quantity };
  }

  isAtOrBetter(price: string, other: string): boolean {
    return compareDecimals(price, other) * this.#direction >= 0;
  }

  within(price: string): number {
    return this.#find((found) => compareDecimals(found, price) * this.#direction >= 0);
  }

  numbers(prices: Float64Array, quantities: Float64Array): number {
    const count = Math.min(prices.length, quantities.length, this.size);
    for (const [index, [price, quantity]] of this.#levels.slice(0, count).entries()) {
      prices[index] = Number(price);
      quantities[index] = Number(quantity);
    }
    return count;
  }

  /** Returns the index of the first level for whose price `isBetter` returns false, by a binary search. */
  #find(isBetter: (price: string) => boolean): number {
    let low = 0;
    let high = this.#levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBetter((this.#levels[middle] as Level)[0])) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
