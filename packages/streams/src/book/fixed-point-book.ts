import { BestLevels } from './best-levels.js';
import { type BookSide, MAX_LISTS } from './book-side.js';
import { compareDecimals, isZero } from './decimal-string.js';
import { type BookFormat, formatUnits, inferFormat, parseUnits, roundToUnits } from './fixed-point.js';
import type { Level } from './level.js';
import { LevelsInWindow } from './levels-in-window.js';
import { PriceLadder, powerOfTenIn } from './price-ladder.js';

/** The price step and the quantity step of a symbol, if they are known. */
export type Steps = { readonly tickSize?: string | undefined; readonly stepSize?: string | undefined };

/**
 * Levels as integers. The first `bids` entries are bids, and the entries after them, up to index `levels - 1`, are
 * asks.
 */
export type Columns = {
  readonly prices: Float64Array;
  readonly quantities: Float64Array;
  readonly bids: number;
  readonly levels: number;
};

/** Both sides of a book, stored as integers. All prices share one format, and all quantities another. */
export class FixedPointBook {
  readonly format: BookFormat;
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly #bids: PriceLadder;
  readonly #asks: PriceLadder;

  constructor(format: BookFormat, { prices, quantities, bids, levels }: Columns) {
    this.format = format;
    let tick = format.price.unit;
    for (let i = 0; i < levels; i++) tick = powerOfTenIn(prices[i] as number, tick);
    this.#bids = fill(new PriceLadder(1, tick, bids), prices, quantities, 0, bids);
    this.#asks = fill(new PriceLadder(-1, tick, levels - bids), prices, quantities, bids, levels);
    this.bids = new FixedPointSide(this.#bids, format);
    this.asks = new FixedPointSide(this.#asks, format);
  }

  /** Sets levels. A quantity of zero removes its level. */
  update({ prices, quantities, bids, levels }: Columns): void {
    this.#bids.update(prices, quantities, 0, bids);
    this.#asks.update(prices, quantities, bids, levels);
  }

  get isCrossed(): boolean {
    return !this.#bids.isEmpty && !this.#asks.isEmpty && this.#bids.bestKey >= -this.#asks.bestKey;
  }
}

/** Reads the integers of a {@link PriceLadder} as decimals. */
class FixedPointSide implements BookSide {
  readonly #ladder: PriceLadder;
  readonly #format: BookFormat;
  readonly #lists = new Map<number, BestLevels>();
  #near: LevelsInWindow | undefined;

  constructor(ladder: PriceLadder, format: BookFormat) {
    this.#ladder = ladder;
    this.#format = format;
  }

  get size(): number {
    return this.#ladder.size;
  }

  get best(): Level | undefined {
    return this.#ladder.isEmpty ? undefined : this.#nearLevels.best;
  }

  get worst(): Level | undefined {
    const ladder = this.#ladder;
    if (ladder.isEmpty) return undefined;
    const [key, quantity] = ladder.worst;
    return [formatUnits(key * ladder.direction, this.#format.price), formatUnits(quantity, this.#format.quantity)];
  }

  top(limit: number): readonly Level[] {
    let list = this.#lists.get(limit);
    if (!list) {
      list = new BestLevels(this.#ladder, this.#nearLevels, this.#format, Math.floor(limit));
      const [oldest] = this.#lists.keys();
      if (this.#lists.size === MAX_LISTS) this.#lists.delete(oldest as number);
      this.#lists.set(limit, list);
    }
    return list.read();
  }

  *levels(): IterableIterator<Level> {
    const { price, quantity } = this.#format;
    for (const [key, amount] of this.#ladder.entries()) {
      yield [formatUnits(key * this.#ladder.direction, price), formatUnits(amount, quantity)];
    }
  }

  get decimals(): { readonly price: number; readonly quantity: number } {
    return { price: this.#format.price.width, quantity: this.#format.quantity.width };
  }

  isAtOrBetter(price: string, other: string): boolean {
    return compareDecimals(price, other) * this.#ladder.direction >= 0;
  }

  within(price: string): number {
    const { price: format } = this.#format;
    const exact = parseUnits(price, format);
    if (!Number.isNaN(exact)) return this.#ladder.within(exact);
    // No level has this price, because the format cannot hold it. The price is rounded to the next better price that
    // the format can hold, so that `within` counts only levels that are better than the given price.
    return this.#ladder.within(roundToUnits(price, format, this.#ladder.direction === 1 ? 'up' : 'down'));
  }

  numbers(prices: Float64Array, quantities: Float64Array): number {
    const { price, quantity } = this.#format;
    const { direction } = this.#ladder;
    const count = this.#ladder.copy(prices, quantities, Math.min(prices.length, quantities.length));
    // The integer divided by its unit gives the double nearest to the decimal, as `Number(text)` does.
    for (let i = 0; i < count; i++) {
      prices[i] = ((prices[i] as number) * direction) / price.unit;
      quantities[i] = (quantities[i] as number) / quantity.unit;
    }
    return count;
  }

  get #nearLevels(): LevelsInWindow {
    this.#near ??= new LevelsInWindow(this.#ladder, this.#format);
    return this.#near;
  }
}

/**
 * Returns a format that can hold all these levels, or undefined if there is none. Levels with a quantity of zero are
 * ignored.
 */
export function inferBookFormat(levels: readonly Level[], { tickSize, stepSize }: Steps): BookFormat | undefined {
  const present = levels.filter(([, quantity]) => !isZero(quantity));
  const price = inferFormat(column(present, 0), tickSize);
  const quantity = inferFormat(column(present, 1), stepSize);
  return price && quantity && { price, quantity };
}

/** Returns levels as integers, or undefined if one does not fit the format. */
export function toColumns(bids: readonly Level[], asks: readonly Level[], format: BookFormat): Columns | undefined {
  const levels = bids.length + asks.length;
  const prices = new Float64Array(levels);
  const quantities = new Float64Array(levels);
  if (!convert(bids, 0) || !convert(asks, bids.length)) return undefined;
  return { prices, quantities, bids: bids.length, levels };

  function convert(side: readonly Level[], from: number): boolean {
    for (let i = 0; i < side.length; i++) {
      const [price, quantity] = side[i] as Level;
      // A quantity of zero removes the level, and may be written with any number of digits.
      const quantityUnits = isZero(quantity) ? 0 : parseUnits(quantity, format.quantity);
      const priceUnits = parseUnits(price, format.price);
      if (Number.isNaN(priceUnits) || Number.isNaN(quantityUnits)) return false;
      prices[from + i] = priceUnits;
      quantities[from + i] = quantityUnits;
    }
    return true;
  }
}

/** Fills a {@link PriceLadder} with levels. This is faster if they are sorted best first, as in snapshots. */
function fill(
  ladder: PriceLadder,
  prices: Float64Array,
  quantities: Float64Array,
  from: number,
  to: number,
): PriceLadder {
  if (isBestFirst(prices, quantities, from, to, ladder.direction)) ladder.fill(prices, quantities, from, to);
  else ladder.update(prices, quantities, from, to);
  return ladder;
}

function isBestFirst(
  prices: Float64Array,
  quantities: Float64Array,
  from: number,
  to: number,
  direction: 1 | -1,
): boolean {
  for (let i = from; i < to; i++) {
    if (quantities[i] === 0) return false;
    if (i > from && ((prices[i - 1] as number) - (prices[i] as number)) * direction <= 0) return false;
  }
  return true;
}

function* column(levels: readonly Level[], index: 0 | 1): Generator<string> {
  for (const level of levels) yield level[index];
}
