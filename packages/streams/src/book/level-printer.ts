import { printed } from './decimal-format.js';
import type { BookFormat } from './depth-scanner.js';
import type { Level } from './level.js';
import type { TickSide } from './tick-side.js';

/** Levels kept, by the last bits of their tick: those near the best price, where all changes that show are. */
const KEPT = 128;

/** Levels as numbers and as decimals, best first. The columns may be longer than the count. */
export type Rows = { count: number; keys: Float64Array; quantities: Float64Array; levels: Level[] };

/** Turns levels of a side into decimals, and gives the same object again for a level that it printed before. */
export class LevelPrinter {
  readonly #side: TickSide;
  readonly #format: BookFormat;
  readonly #keys = new Float64Array(KEPT).fill(Number.NaN);
  readonly #quantities = new Float64Array(KEPT);
  readonly #levels: Level[] = new Array(KEPT);

  constructor(side: TickSide, format: BookFormat) {
    this.#side = side;
    this.#format = format;
  }

  /**
   * Fills in the levels that it printed before and still keeps. Writes the rows of the others to `missing`, in order,
   * and returns how many they are.
   */
  recall({ count, keys, quantities, levels }: Rows, missing: Int32Array): number {
    const { tick } = this.#side;
    const keptKeys = this.#keys;
    const keptQuantities = this.#quantities;
    const keptLevels = this.#levels;
    let misses = 0;
    for (let row = 0; row < count; row++) {
      const key = keys[row] as number;
      const slot = (key / tick) & (KEPT - 1);
      levels[row] = keptLevels[slot] as Level;
      missing[misses] = row;
      misses = (misses + Number(keptKeys[slot] !== key || keptQuantities[slot] !== quantities[row])) | 0;
    }
    return misses;
  }

  /** Whether it keeps the price of a level, with whichever quantity. */
  keeps(key: number): boolean {
    return this.#keys[this.#slot(key)] === key;
  }

  print(key: number, quantity: number): Level {
    const { price: priceFormat, quantity: quantityFormat } = this.#format;
    const slot = this.#slot(key);
    let price: string;
    if (this.#keys[slot] === key) {
      const level = this.#levels[slot] as Level;
      if (this.#quantities[slot] === quantity) return level;
      price = level[0];
    } else {
      price = printed(key * this.#side.direction, priceFormat);
      this.#keys[slot] = key;
    }
    const level: Level = [price, printed(quantity, quantityFormat)];
    this.#quantities[slot] = quantity;
    this.#levels[slot] = level;
    return level;
  }

  #slot(key: number): number {
    return (key / this.#side.tick) & (KEPT - 1);
  }
}
