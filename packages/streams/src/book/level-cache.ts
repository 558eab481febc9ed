import { type BookFormat, formatUnits } from './fixed-point.js';
import type { Level } from './level.js';
import type { PriceLadder } from './price-ladder.js';

/** Levels kept. Their slot is the lowest bits of their tick, so that those near the best price do not collide. */
const KEPT = 128;

/** Levels as integers and as decimals, best first. The arrays may be longer than `count`. */
export type Rows = { count: number; keys: Float64Array; quantities: Float64Array; levels: Level[] };

/**
 * Converts levels of a side to decimals. A level that was converted before is the same object again, so it is frozen.
 */
export class LevelCache {
  readonly #side: PriceLadder;
  readonly #format: BookFormat;
  readonly #keys = new Float64Array(KEPT).fill(Number.NaN);
  readonly #quantities = new Float64Array(KEPT);
  readonly #levels: Level[] = new Array(KEPT);

  constructor(side: PriceLadder, format: BookFormat) {
    this.#side = side;
    this.#format = format;
  }

  /** Sets `levels` of the rows that are cached. Writes the indexes of the others to `missing`; returns their number. */
  lookUp({ count, keys, quantities, levels }: Rows, missing: Int32Array): number {
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

  /** Whether a level at this price is cached, whatever its quantity. */
  hasPrice(key: number): boolean {
    return this.#keys[this.#slot(key)] === key;
  }

  /**
   * The level with this price and this quantity, as strings. A cached level is reused, because the same levels are read
   * often.
   */
  level(key: number, quantity: number): Level {
    const { price: priceFormat, quantity: quantityFormat } = this.#format;
    const slot = this.#slot(key);
    let price: string;
    if (this.#keys[slot] === key) {
      const level = this.#levels[slot] as Level;
      if (this.#quantities[slot] === quantity) return level;
      price = level[0];
    } else {
      price = formatUnits(key * this.#side.direction, priceFormat);
      this.#keys[slot] = key;
    }
    const level: Level = Object.freeze([price, formatUnits(quantity, quantityFormat)] as const);
    this.#quantities[slot] = quantity;
    this.#levels[slot] = level;
    return level;
  }

  #slot(key: number): number {
    return (key / this.#side.tick) & (KEPT - 1);
  }
}
