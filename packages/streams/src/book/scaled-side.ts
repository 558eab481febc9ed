import type { BlockSide } from './block-side.js';
import { printed, scaled } from './decimal-format.js';
import type { BookFormat } from './depth-scanner.js';
import type { Level } from './level.js';
import type { Side } from './side.js';
import { TopView } from './top-view.js';

/** Limits whose last list is kept, so that readers of different limits do not undo each other's sharing. */
const MAX_VIEWS = 4;

/** The reading side of a {@link BlockSide}: whole numbers in, decimals out. */
export class ScaledSide implements Side {
  readonly #blocks: BlockSide;
  readonly #format: BookFormat;
  readonly #views = new Map<number, TopView>();
  #best: Level | undefined;
  #bestKey = Number.NaN;
  #bestQuantity = 0;

  constructor(blocks: BlockSide, format: BookFormat) {
    this.#blocks = blocks;
    this.#format = format;
  }

  get size(): number {
    return this.#blocks.size;
  }

  get best(): Level | undefined {
    const blocks = this.#blocks;
    if (blocks.size === 0) return undefined;
    const { bestKey, bestQuantity } = blocks;
    if (bestKey === this.#bestKey && bestQuantity === this.#bestQuantity) return this.#best;
    const { price, quantity } = this.#format;
    const text = bestKey === this.#bestKey && this.#best ? this.#best[0] : printed(bestKey * blocks.direction, price);
    this.#bestKey = bestKey;
    this.#bestQuantity = bestQuantity;
    this.#best = [text, printed(bestQuantity, quantity)];
    return this.#best;
  }

  get worst(): Level | undefined {
    const blocks = this.#blocks;
    const { price, quantity } = this.#format;
    if (blocks.size === 0) return undefined;
    return [printed(blocks.worstKey * blocks.direction, price), printed(blocks.worstQuantity, quantity)];
  }

  top(limit: number): readonly Level[] {
    let view = this.#views.get(limit);
    if (!view) {
      view = new TopView(this.#blocks, this.#format, limit);
      const [oldest] = this.#views.keys();
      if (this.#views.size === MAX_VIEWS) this.#views.delete(oldest as number);
      this.#views.set(limit, view);
    }
    return view.read();
  }

  *levels(): IterableIterator<Level> {
    const { price, quantity } = this.#format;
    for (const [key, amount] of this.#blocks.entries()) {
      yield [printed(key * this.#blocks.direction, price), printed(amount, quantity)];
    }
  }

  get decimals(): { readonly price: number; readonly quantity: number } {
    return { price: this.#format.price.width, quantity: this.#format.quantity.width };
  }

  within(price: string): number {
    const units = scaled(price, this.#format.price);
    return this.#blocks.within(Number.isNaN(units) ? Number(price) * this.#format.price.unit : units);
  }

  numbers(prices: Float64Array, quantities: Float64Array): number {
    const { price, quantity } = this.#format;
    const { direction } = this.#blocks;
    const count = this.#blocks.copy(prices, quantities, Math.min(prices.length, quantities.length));
    // Dividing two whole numbers gives the double next to the decimal, as parsing its text would.
    for (let i = 0; i < count; i++) {
      prices[i] = ((prices[i] as number) * direction) / price.unit;
      quantities[i] = (quantities[i] as number) / quantity.unit;
    }
    return count;
  }
}
