import { learnFormat, scaled } from './decimal-format.js';
import { isZero } from './decimal-text.js';
import type { BookFormat } from './depth-scanner.js';
import type { Level } from './level.js';
import { ScaledSide } from './scaled-side.js';
import { powerOfTenIn, TickSide } from './tick-side.js';

/** The symbol's steps, where they are known. */
export type Steps = { readonly tickSize?: string | undefined; readonly stepSize?: string | undefined };

/** Levels as whole numbers: bids first, then from `bids` to `levels` the asks. */
export type Columns = {
  readonly prices: Float64Array;
  readonly quantities: Float64Array;
  readonly bids: number;
  readonly levels: number;
};

/** Both sides of a book as whole numbers, for as long as all its decimals are of one format. */
export class ScaledBook {
  readonly format: BookFormat;
  readonly bids: ScaledSide;
  readonly asks: ScaledSide;
  readonly #bids: TickSide;
  readonly #asks: TickSide;

  constructor(format: BookFormat, { prices, quantities, bids, levels }: Columns) {
    this.format = format;
    let tick = format.price.unit;
    for (let i = 0; i < levels; i++) tick = powerOfTenIn(prices[i] as number, tick);
    this.#bids = fill(new TickSide(1, tick, bids), prices, quantities, 0, bids);
    this.#asks = fill(new TickSide(-1, tick, levels - bids), prices, quantities, bids, levels);
    this.bids = new ScaledSide(this.#bids, format);
    this.asks = new ScaledSide(this.#asks, format);
  }

  update({ prices, quantities, bids, levels }: Columns): void {
    this.#bids.update(prices, quantities, 0, bids);
    this.#asks.update(prices, quantities, bids, levels);
  }

  get isCrossed(): boolean {
    return !this.#bids.isEmpty && !this.#asks.isEmpty && this.#bids.bestKey >= -this.#asks.bestKey;
  }
}

/** The format that holds all of these levels, or undefined where none does; removals do not count. */
export function learnBookFormat(levels: readonly Level[], { tickSize, stepSize }: Steps): BookFormat | undefined {
  const present = levels.filter(([, quantity]) => !isZero(quantity));
  const price = learnFormat(column(present, 0), tickSize);
  const quantity = learnFormat(column(present, 1), stepSize);
  return price && quantity && { price, quantity };
}

/** Levels as whole numbers, or undefined where the format does not hold them all. */
export function toColumns(bids: readonly Level[], asks: readonly Level[], format: BookFormat): Columns | undefined {
  const levels = bids.length + asks.length;
  const prices = new Float64Array(levels);
  const quantities = new Float64Array(levels);
  if (!convert(bids, 0) || !convert(asks, bids.length)) return undefined;
  return { prices, quantities, bids: bids.length, levels };

  function convert(side: readonly Level[], from: number): boolean {
    for (let i = 0; i < side.length; i++) {
      const [price, quantity] = side[i] as Level;
      const amount = scaled(quantity, format.quantity);
      const at = scaled(price, format.price);
      if (Number.isNaN(at) || Number.isNaN(amount)) return false;
      prices[from + i] = at;
      quantities[from + i] = amount;
    }
    return true;
  }
}

/** Loads a side given best first, as snapshots are; in any other order level by level. */
function fill(side: TickSide, prices: Float64Array, quantities: Float64Array, from: number, to: number): TickSide {
  if (isBestFirst(prices, quantities, from, to, side.direction)) side.fill(prices, quantities, from, to);
  else side.update(prices, quantities, from, to);
  return side;
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
