import { SortedBlocks } from './sorted-blocks.js';

/**
 * The sizes of a window (see {@link PriceLadder}), in ticks. A tick takes 8 bytes. A side that starts with more than
 * 1024 levels gets the wide window.
 */
const NARROW = 1024;
const WIDE = 4096;
/** The value of `#base`, the lowest key in the window, while there are no levels. This value is above all keys. */
const NO_BASE = Infinity;

/**
 * One side of a book as integers. The key of a level is its price, negated on the ask side, so that the best level
 * always has the largest key.
 *
 * Most changes are within a few hundred ticks of the best price. These levels are stored in the window, an array of
 * quantities with one entry per tick, where setting a level needs no search and moves nothing. Worse levels are stored
 * in `#far`, in sorted blocks. The window moves with the best price and always contains it.
 */
export class PriceLadder {
  /** Increases with each change. */
  version = 0;
  readonly direction: 1 | -1;
  /**
   * The window: the quantity at each tick of the price range near the best price, lowest key first. 0 means that there
   * is no level.
   */
  readonly near: Float64Array;
  /** When the window is moved, the best price gets this index. An eighth of the window is left for better prices. */
  readonly #aim: number;
  /** The window is moved when the index of the best price falls below this number. */
  readonly #low: number;
  /** The levels that are worse than those in the window. */
  #far: SortedBlocks;
  /** The lowest key in the window, which has the index 0. */
  #base = NO_BASE;
  /** A power of ten that divides the keys of all levels so far. */
  #tick: number;
  /** Index of the best level; -1 if the side is empty. */
  #high = -1;
  #size = 0;
  #counted = -1;

  /**
   * @param direction 1 if the highest price is best, -1 if the lowest is.
   * @param tick a power of ten that divides the prices. The tick becomes smaller if it does not divide a later price.
   * @param levels the number of levels that the side starts with. A deep book gets a wide window.
   */
  constructor(direction: 1 | -1, tick: number, levels = 0) {
    const window = levels > NARROW ? WIDE : NARROW;
    this.direction = direction;
    this.#tick = tick;
    this.near = new Float64Array(window);
    this.#aim = window - window / 8;
    this.#low = window / 2;
    this.#far = new SortedBlocks(direction);
  }

  /** The levels that are worse than those in the window. */
  get far(): SortedBlocks {
    return this.#far;
  }

  /** The key at index 0 of the window. */
  get base(): number {
    return this.#base;
  }

  /** The index of the best level in the window; -1 if the side is empty. */
  get high(): number {
    return this.#high;
  }

  get tick(): number {
    return this.#tick;
  }

  get isEmpty(): boolean {
    return this.#high < 0;
  }

  get size(): number {
    if (this.#counted !== this.version) {
      const near = this.near;
      let count = 0;
      for (let at = 0; at <= this.#high; at++) count = (count + Number(near[at] !== 0)) | 0;
      this.#size = count + this.#far.size;
      this.#counted = this.version;
    }
    return this.#size;
  }

  /** An upper bound of `size` that is cheaper to read. */
  get maxSize(): number {
    return this.#high + 1 + this.#far.size;
  }

  /** The key of the best level. The side must not be empty. */
  get bestKey(): number {
    return this.#base + this.#high * this.#tick;
  }

  get bestQuantity(): number {
    return this.near[this.#high] as number;
  }

  /** The worst level. The side must not be empty. */
  get worst(): readonly [key: number, quantity: number] {
    if (this.#far.size > 0) return [this.#far.worstKey, this.#far.worstQuantity];
    const at = this.near.findIndex((quantity) => quantity !== 0);
    return [this.#base + at * this.#tick, this.near[at] as number];
  }

  /**
   * Fills an empty side with the levels at the indexes `from` to `to - 1`. The caller passes them best first and
   * without quantities of zero.
   */
  fill(prices: Float64Array, quantities: Float64Array, from: number, to: number): void {
    const { direction } = this;
    if (from < to) this.#base = (prices[from] as number) * direction - this.#aim * this.#tick;
    let end = from;
    while (end < to && (prices[end] as number) * direction >= this.#base) end++;
    this.#far = new SortedBlocks(direction, to - end);
    for (let i = to - 1; i >= end; i--) this.#far.push((prices[i] as number) * direction, quantities[i] as number);
    this.update(prices, quantities, from, end);
  }

  /**
   * Applies changed levels: `prices[i]` and `quantities[i]` for each `i` from `from` to `to - 1`. A quantity of zero
   * removes the level. This is fastest if the levels are sorted best first.
   */
  update(prices: Float64Array, quantities: Float64Array, from: number, to: number): void {
    const { direction } = this;
    const near = this.near;
    const end = near.length - 0.5;
    let base = this.#base;
    let tick = this.#tick;
    let inverse = 1 / tick;
    let high = this.#high;
    this.version++;
    let level = from;
    while (level < to) {
      const key = (prices[level] as number) * direction;
      const offset = (key - base) * inverse;
      if (offset < 0) {
        const start = level++;
        while (level < to && (prices[level] as number) * direction < base) level++;
        this.#far.update(prices, quantities, start, level);
        continue;
      }
      // `offset` is the index of the key in the window. It is not exact, because `inverse` (1 / tick) is rounded. The
      // window is short, so rounding `offset` to an integer still gives the right index.
      const at = offset < end ? (offset + 0.5) | 0 : -1;
      if (at >= 0 && base + at * tick === key) {
        near[at] = quantities[level] as number;
        if (at > high) high = at;
        level++;
        continue;
      }
      // In rare cases the key is not a multiple of the tick, or is above the window. Then one of the methods below
      // changes the tick or the window, for which it needs `#high`, and the loop repeats this level.
      this.#high = high;
      if (key % tick !== 0) this.#refine(key);
      else if (quantities[level] !== 0) this.#center(key);
      else level++;
      base = this.#base;
      tick = this.#tick;
      inverse = 1 / tick;
      high = this.#high;
    }
    this.#high = high;
    this.#follow();
  }

  /** The number of levels at `price` or at a better price. */
  within(price: number): number {
    const key = price * this.direction;
    let better = 0;
    for (let at = this.#high; at >= 0 && this.#base + at * this.#tick >= key; at--) {
      if (this.near[at] !== 0) better++;
    }
    return better + this.#far.within(price);
  }

  /** The levels as keys and quantities, best first. */
  *entries(): IterableIterator<[key: number, quantity: number]> {
    for (let at = this.#high; at >= 0; at--) {
      const quantity = this.near[at] as number;
      if (quantity !== 0) yield [this.#base + at * this.#tick, quantity];
    }
    yield* this.#far.entries();
  }

  /** Copies up to `limit` of the best levels, best first, into two arrays. Returns the number of levels copied. */
  copy(keys: Float64Array, quantities: Float64Array, limit: number): number {
    const near = this.near;
    const base = this.#base;
    const tick = this.#tick;
    let copied = 0;
    // Each tick is copied, and the next one overwrites it if it was empty. This is faster than testing for empty ticks,
    // because the CPU would often mispredict that branch.
    for (let at = this.#high; at >= 0 && copied < limit; at--) {
      const quantity = near[at] as number;
      keys[copied] = base + at * tick;
      quantities[copied] = quantity;
      copied = (copied + Number(quantity !== 0)) | 0;
    }
    return copied < limit ? this.#far.copy(keys, quantities, limit, copied) : copied;
  }

  /** Finds the best level, and moves the window down if the best price has fallen far. */
  #follow(): void {
    const near = this.near;
    let high = this.#high;
    while (high >= 0 && near[high] === 0) high--;
    this.#high = high;
    if (high < this.#low && this.#far.size > 0) this.#center(high < 0 ? this.#far.bestKey : this.bestKey);
  }

  /** Moves the window so that `key`, the key of the best level, gets the index `#aim`. */
  #center(key: number): void {
    const window = this.near.length;
    const base = key - this.#aim * this.#tick;
    const by = this.#high < 0 ? window : Math.round((base - this.#base) / this.#tick);
    if (by >= 0) {
      this.#evict(Math.min(by, window));
      this.near.copyWithin(0, by);
      this.near.fill(0, Math.max(0, window - by));
    } else {
      this.near.copyWithin(-by, 0);
      this.near.fill(0, 0, -by);
    }
    this.#high = Math.max(-1, this.#high - by);
    this.#base = base;
    this.#admit();
  }

  /**
   * Copies the levels below the index `end` of the window to `#far`. The worst level goes first, because `push` accepts
   * only a level that is better than all levels in `#far`.
   */
  #evict(end: number): void {
    for (let at = 0; at < end; at++) {
      const quantity = this.near[at] as number;
      if (quantity !== 0) this.#far.push(this.#base + at * this.#tick, quantity);
    }
  }

  /**
   * Must be called after the window has moved. Takes the levels that the window now covers out of `#far` and puts them
   * into the window.
   */
  #admit(): void {
    while (this.#far.size > 0 && this.#far.bestKey >= this.#base) {
      const key = this.#far.bestKey;
      if (key % this.#tick !== 0) return this.#refine(key);
      const at = Math.round((key - this.#base) / this.#tick);
      this.near[at] = this.#far.bestQuantity;
      if (at > this.#high) this.#high = at;
      this.#far.pop();
    }
  }

  /** Rebuilds the window with a smaller tick that divides `key`. */
  #refine(key: number): void {
    this.#evict(this.near.length);
    this.near.fill(0);
    this.#high = -1;
    this.#base = NO_BASE;
    this.#tick = powerOfTenIn(key, this.#tick);
    if (this.#far.size > 0) this.#center(this.#far.bestKey);
  }
}

/** Returns the largest power of ten, up to `most`, that divides an integer without remainder. */
export function powerOfTenIn(value: number, most: number): number {
  let power = most;
  while (value % power !== 0) power /= 10;
  return power;
}
