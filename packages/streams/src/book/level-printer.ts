import { printed } from './decimal-format.js';
import type { BookFormat } from './depth-scanner.js';
import type { Level } from './level.js';
import type { TickSide } from './tick-side.js';

/** Levels kept, by the last bits of their tick: those near the best price, where all changes that show are. */
const KEPT = 128;

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

  print(key: number, quantity: number): Level {
    const { price: priceFormat, quantity: quantityFormat } = this.#format;
    const slot = (key / this.#side.tick) & (KEPT - 1);
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
}
