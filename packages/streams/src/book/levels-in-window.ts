import { type BookFormat, formatUnits } from './fixed-point.js';
import type { Level } from './level.js';
import type { PriceLadder } from './price-ladder.js';
import type { Rows } from './rows.js';

/**
 * How many levels, converted to decimals, are kept at first. The number is doubled when necessary, and must be a power
 * of two.
 */
const KEPT = 128;

/**
 * Reads the levels in the window of a {@link PriceLadder}, which covers the prices near the best one. Returns them as
 * decimals. A level that did not change since the last read is returned as the same object again. Readers therefore
 * share levels, so levels are frozen.
 *
 * Converted levels are kept in arrays. The key of a level is its price as an integer, negated on the ask side. The
 * index of the level is this key in ticks, modulo the length of the arrays. The arrays have an entry for each tick
 * between the best and the worst level of a read, so no two levels of a read share an index.
 */
export class LevelsInWindow {
  readonly #side: PriceLadder;
  readonly #format: BookFormat;
  /** The keys and quantities of the kept levels, by index. */
  #keys = new Float64Array(KEPT).fill(Number.NaN);
  #quantities = new Float64Array(KEPT);
  #prices: string[] = new Array(KEPT);
  #levels: Level[] = new Array(KEPT);

  constructor(side: PriceLadder, format: BookFormat) {
    this.#side = side;
    this.#format = format;
  }

  /** The best level. The side must not be empty. */
  get best(): Level {
    const { bestKey, bestQuantity, tick } = this.#side;
    const place = (bestKey / tick) & (this.#keys.length - 1);
    const isKept = this.#keys[place] === bestKey && this.#quantities[place] === bestQuantity;
    return isKept ? (this.#levels[place] as Level) : this.#convert(place, bestKey, bestQuantity);
  }

  /**
   * Writes up to `limit` of the best levels into `list`, best first, and as integers into `rows`. Returns the number of
   * levels written.
   */
  copy(list: Level[], rows: Rows, limit: number): number {
    const { near, base, tick, high } = this.#side;
    const keys = this.#keys;
    const quantities = this.#quantities;
    const levels = this.#levels;
    const rowKeys = rows.keys;
    const rowQuantities = rows.quantities;
    let { isChanged } = rows;
    const mask = keys.length - 1;
    const first = (base / tick) & mask;
    let copied = 0;
    for (let at = high; at >= 0 && copied < limit; at--) {
      const quantity = near[at] as number;
      if (quantity === 0) continue;
      if (high - at > mask) {
        this.#keep((mask + 1) * 2);
        // This call has already overwritten some `rows` of the last list with current levels. The call of `copy` below
        // would therefore find no change in these rows, so the list is marked as changed here.
        rows.isChanged = true;
        return this.copy(list, rows, limit);
      }
      const key = base + at * tick;
      const place = (first + at) & mask;
      const isKept = keys[place] === key && quantities[place] === quantity;
      isChanged ||= rowKeys[copied] !== key || rowQuantities[copied] !== quantity;
      rowKeys[copied] = key;
      rowQuantities[copied] = quantity;
      list[copied++] = isKept ? (levels[place] as Level) : this.#convert(place, key, quantity);
    }
    rows.isChanged = isChanged;
    return copied;
  }

  /**
   * Converts a level to decimals and keeps it at the index `place`. If the level at this index had the same price, its
   * price text is used again.
   */
  #convert(place: number, key: number, quantity: number): Level {
    const { price, quantity: amount } = this.#format;
    if (this.#keys[place] !== key) {
      this.#prices[place] = formatUnits(key * this.#side.direction, price);
      this.#keys[place] = key;
    }
    const level: Level = Object.freeze([this.#prices[place] as string, formatUnits(quantity, amount)] as const);
    this.#quantities[place] = quantity;
    this.#levels[place] = level;
    return level;
  }

  /** Changes how many levels can be kept, and moves the kept levels to their new indexes. */
  #keep(places: number): void {
    const keys = this.#keys;
    const quantities = this.#quantities;
    const prices = this.#prices;
    const levels = this.#levels;
    this.#keys = new Float64Array(places).fill(Number.NaN);
    this.#quantities = new Float64Array(places);
    this.#prices = new Array(places);
    this.#levels = new Array(places);
    for (const [from, key] of keys.entries()) {
      if (Number.isNaN(key)) continue;
      const place = (key / this.#side.tick) & (places - 1);
      this.#keys[place] = key;
      this.#quantities[place] = quantities[from] as number;
      this.#prices[place] = prices[from] as string;
      this.#levels[place] = levels[from] as Level;
    }
  }
}
