import { BlockSide } from './block-side.js';

/** Ticks that the window spans, of a book as it is mostly loaded and of a deep one: 8 and 32 KiB a side. */
const NARROW = 1024;
const WIDE = 4096;
/** Above all keys. */
const NOWHERE = Number.POSITIVE_INFINITY;

/**
 * One side of a book as whole numbers: the best level has the largest key, so a side where low prices are best keeps
 * them negated.
 *
 * Most changes are within some hundred ticks of the best price. There a quantity lies at the index of its tick, and
 * setting it is one store: no search, nothing to move. What is worse lies in sorted blocks. The window follows the
 * best price, so that a side with levels always has its best one there.
 */
export class TickSide {
  /** Grows with each change. */
  version = 0;
  readonly direction: 1 | -1;
  /** Quantities by tick from `#base` on; zero where there is no level. */
  readonly #near: Float64Array;
  /** Where the best price is put when the window is moved: some room above for it to rise, most of the window below. */
  readonly #aim: number;
  /** The window is moved when the best price falls below this. */
  readonly #low: number;
  /** What is below the window. */
  #far: BlockSide;
  /** The window's lowest key; nowhere before there are levels. */
  #base = NOWHERE;
  /** The smallest power of ten that all keys are multiples of, as far as is known. */
  #tick: number;
  /** Index of the best level; -1 where the side is empty. */
  #high = -1;
  #size = 0;
  #counted = -1;

  /**
   * @param direction 1 where the highest price is best, -1 where the lowest is.
   * @param tick a power of ten that prices are multiples of; a guess, taken back when one is not.
   * @param levels how many there will be at first: a deep book is given a wide window.
   */
  constructor(direction: 1 | -1, tick: number, levels = 0) {
    const window = levels > NARROW ? WIDE : NARROW;
    this.direction = direction;
    this.#tick = tick;
    this.#near = new Float64Array(window);
    this.#aim = window - window / 8;
    this.#low = window / 2;
    this.#far = new BlockSide(direction);
  }

  get tick(): number {
    return this.#tick;
  }

  get isEmpty(): boolean {
    return this.#high < 0;
  }

  get size(): number {
    if (this.#counted !== this.version) {
      const near = this.#near;
      let count = 0;
      for (let at = 0; at <= this.#high; at++) count = (count + Number(near[at] !== 0)) | 0;
      this.#size = count + this.#far.size;
      this.#counted = this.version;
    }
    return this.#size;
  }

  /** No more levels than this; told at once, while `size` must count. */
  get most(): number {
    return this.#high + 1 + this.#far.size;
  }

  /** The best level's key; only where there is one. */
  get bestKey(): number {
    return this.#base + this.#high * this.#tick;
  }

  get bestQuantity(): number {
    return this.#near[this.#high] as number;
  }

  /** The last level; only where there is one. */
  get worst(): readonly [key: number, quantity: number] {
    if (this.#far.size > 0) return [this.#far.worstKey, this.#far.worstQuantity];
    const at = this.#near.findIndex((quantity) => quantity !== 0);
    return [this.#base + at * this.#tick, this.#near[at] as number];
  }

  /** Fills an empty side with the levels `from` to `to` of two columns, best first and none of them zero. */
  fill(prices: Float64Array, quantities: Float64Array, from: number, to: number): void {
    const { direction } = this;
    if (from < to) this.#base = (prices[from] as number) * direction - this.#aim * this.#tick;
    let end = from;
    while (end < to && (prices[end] as number) * direction >= this.#base) end++;
    this.#far = new BlockSide(direction, to - end);
    for (let i = to - 1; i >= end; i--) this.#far.push((prices[i] as number) * direction, quantities[i] as number);
    this.update(prices, quantities, from, end);
  }

  /** Sets the levels `from` to `to` of two columns; a quantity of zero removes. Quickest where they come best first. */
  update(prices: Float64Array, quantities: Float64Array, from: number, to: number): void {
    const { direction } = this;
    const near = this.#near;
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
      // A window is so short that rounding makes up for the inexact inverse.
      const at = offset < end ? (offset + 0.5) | 0 : -1;
      if (at >= 0 && base + at * tick === key) {
        near[at] = quantities[level] as number;
        if (at > high) high = at;
        level++;
        continue;
      }
      // Seldom: off the tick, or better than the window reaches. Then the same level again.
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

  /** How many levels are at a price or better. */
  within(price: number): number {
    const key = price * this.direction;
    let better = 0;
    for (let at = this.#high; at >= 0 && this.#base + at * this.#tick >= key; at--) {
      if (this.#near[at] !== 0) better++;
    }
    return better + this.#far.within(price);
  }

  /** Keys and quantities, best first. */
  *entries(): IterableIterator<[key: number, quantity: number]> {
    for (let at = this.#high; at >= 0; at--) {
      const quantity = this.#near[at] as number;
      if (quantity !== 0) yield [this.#base + at * this.#tick, quantity];
    }
    yield* this.#far.entries();
  }

  /** Copies the best levels, best first, into two columns; returns how many there were. */
  copy(keys: Float64Array, quantities: Float64Array, limit: number): number {
    const near = this.#near;
    const base = this.#base;
    const tick = this.#tick;
    let copied = 0;
    // Which ticks have a level is anybody's guess: writing each, and over it where it was none, is quicker than to branch.
    for (let at = this.#high; at >= 0 && copied < limit; at--) {
      const quantity = near[at] as number;
      keys[copied] = base + at * tick;
      quantities[copied] = quantity;
      copied = (copied + Number(quantity !== 0)) | 0;
    }
    return copied < limit ? this.#far.copy(keys, quantities, limit, copied) : copied;
  }

  /** Finds the best level, and moves the window down where it has fallen far. */
  #follow(): void {
    const near = this.#near;
    let high = this.#high;
    while (high >= 0 && near[high] === 0) high--;
    this.#high = high;
    if (high < this.#low && this.#far.size > 0) this.#center(high < 0 ? this.#far.bestKey : this.bestKey);
  }

  /** Moves the window so that the best level, which has this key or will have it, is well inside. */
  #center(key: number): void {
    const window = this.#near.length;
    const base = key - this.#aim * this.#tick;
    const by = this.#high < 0 ? window : Math.round((base - this.#base) / this.#tick);
    if (by >= 0) {
      this.#evict(Math.min(by, window));
      this.#near.copyWithin(0, by);
      this.#near.fill(0, Math.max(0, window - by));
    } else {
      this.#near.copyWithin(-by, 0);
      this.#near.fill(0, 0, -by);
    }
    this.#high = Math.max(-1, this.#high - by);
    this.#base = base;
    this.#admit();
  }

  /** Moves the levels below an index to the blocks; from the worst on, as each is better than all that are there. */
  #evict(end: number): void {
    for (let at = 0; at < end; at++) {
      const quantity = this.#near[at] as number;
      if (quantity !== 0) this.#far.push(this.#base + at * this.#tick, quantity);
    }
  }

  /** Takes what the window now covers from the blocks. */
  #admit(): void {
    while (this.#far.size > 0 && this.#far.bestKey >= this.#base) {
      const key = this.#far.bestKey;
      if (key % this.#tick !== 0) return this.#refine(key);
      const at = Math.round((key - this.#base) / this.#tick);
      this.#near[at] = this.#far.bestQuantity;
      if (at > this.#high) this.#high = at;
      this.#far.pop();
    }
  }

  /** Starts the window anew with a tick that a key is a multiple of. */
  #refine(key: number): void {
    this.#evict(this.#near.length);
    this.#near.fill(0);
    this.#high = -1;
    this.#base = NOWHERE;
    this.#tick = powerOfTenIn(key, this.#tick);
    if (this.#far.size > 0) this.#center(this.#far.bestKey);
  }
}

/** The largest power of ten, up to `most`, that a whole number is a multiple of. */
export function powerOfTenIn(value: number, most: number): number {
  let power = most;
  while (value % power !== 0) power /= 10;
  return power;
}
