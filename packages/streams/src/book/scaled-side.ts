import { printed, scaled } from './decimal-format.js';
import type { BookFormat } from './depth-scanner.js';
import type { Level } from './level.js';
import { LevelPrinter } from './level-printer.js';
import type { Side } from './side.js';
import type { TickSide } from './tick-side.js';
import { TopView } from './top-view.js';

/** Limits whose last list is kept, so that readers of different limits do not undo each other's sharing. */
const MAX_VIEWS = 4;

/** The reading side of a {@link TickSide}: whole numbers in, decimals out. */
export class ScaledSide implements Side {
  readonly #units: TickSide;
  readonly #format: BookFormat;
  readonly #views = new Map<number, TopView>();
  #print: LevelPrinter | undefined;

  constructor(units: TickSide, format: BookFormat) {
    this.#units = units;
    this.#format = format;
  }

  get size(): number {
    return this.#units.size;
  }

  get best(): Level | undefined {
    const units = this.#units;
    if (units.isEmpty) return undefined;
    return this.#printer.print(units.bestKey, units.bestQuantity);
  }

  get worst(): Level | undefined {
    const units = this.#units;
    const { price, quantity } = this.#format;
    if (units.isEmpty) return undefined;
    const [worstKey, worstQuantity] = units.worst;
    return [printed(worstKey * units.direction, price), printed(worstQuantity, quantity)];
  }

  top(limit: number): readonly Level[] {
    let view = this.#views.get(limit);
    if (!view) {
      view = new TopView(this.#units, this.#printer, Math.floor(limit));
      const [oldest] = this.#views.keys();
      if (this.#views.size === MAX_VIEWS) this.#views.delete(oldest as number);
      this.#views.set(limit, view);
    }
    return view.read();
  }

  *levels(): IterableIterator<Level> {
    const { price, quantity } = this.#format;
    for (const [key, amount] of this.#units.entries()) {
      yield [printed(key * this.#units.direction, price), printed(amount, quantity)];
    }
  }

  get decimals(): { readonly price: number; readonly quantity: number } {
    return { price: this.#format.price.width, quantity: this.#format.quantity.width };
  }

  within(price: string): number {
    const { price: format } = this.#format;
    const exact = scaled(price, format);
    return this.#units.within(Number.isNaN(exact) ? Number(price) * format.unit : exact);
  }

  numbers(prices: Float64Array, quantities: Float64Array): number {
    const { price, quantity } = this.#format;
    const { direction } = this.#units;
    const count = this.#units.copy(prices, quantities, Math.min(prices.length, quantities.length));
    // Dividing two whole numbers gives the double next to the decimal, as parsing its text would.
    for (let i = 0; i < count; i++) {
      prices[i] = ((prices[i] as number) * direction) / price.unit;
      quantities[i] = (quantities[i] as number) / quantity.unit;
    }
    return count;
  }

  get #printer(): LevelPrinter {
    this.#print ??= new LevelPrinter(this.#units, this.#format);
    return this.#print;
  }
}
