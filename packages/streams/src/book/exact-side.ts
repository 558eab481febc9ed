import { compareDecimals, isZero } from './decimal-text.js';
import type { Level } from './level.js';
import type { Side } from './side.js';

/**
 * One side of a book kept as the strings received, for decimals that no scaled double holds: any length, any mixture
 * of widths. Slower than a {@link BlockSide}, and never wrong.
 */
export class ExactSide implements Side {
  readonly #levels: Level[] = [];
  readonly #direction: 1 | -1;

  /** @param direction 1 where the lowest price is best, -1 where the highest is. */
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

  set(price: string, quantity: string): void {
    const index = this.rank(price);
    const found = this.#levels[index];
    const same = found !== undefined && compareDecimals(found[0], price) === 0;
    if (isZero(quantity)) {
      if (same) this.#levels.splice(index, 1);
    } else {
      this.#levels.splice(index, same ? 1 : 0, Object.freeze([price, quantity] as const));
    }
  }

  rank(price: string): number {
    let low = 0;
    let high = this.#levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const level = this.#levels[middle] as Level;
      if (compareDecimals(level[0], price) * this.#direction < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  top(limit: number): readonly Level[] {
    return Object.freeze(this.#levels.slice(0, limit));
  }

  entries(): IterableIterator<Level> {
    return this.#levels.values();
  }
}
