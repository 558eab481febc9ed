import { printed } from './decimal-format.js';
import type { BookFormat } from './depth-scanner.js';
import type { Level } from './level.js';
import type { TickSide } from './tick-side.js';

/**
 * The best levels of a side as decimals, for one limit. Levels that did not change since the last read are the same
 * objects again, and where none did, so is the list.
 */
export class TopView {
  readonly #side: TickSide;
  readonly #format: BookFormat;
  readonly #limit: number;
  #version = -1;
  /** What the next read compares with; never handed out, so that nobody can change it. */
  #levels: Level[] = [];
  /** What was handed out last. */
  #shown: readonly Level[] = [];
  #keys = new Float64Array(0);
  #quantities = new Float64Array(0);
  #nextKeys = new Float64Array(0);
  #nextQuantities = new Float64Array(0);

  constructor(side: TickSide, format: BookFormat, limit: number) {
    this.#side = side;
    this.#format = format;
    this.#limit = limit;
  }

  read(): readonly Level[] {
    const side = this.#side;
    if (this.#version === side.version) return this.#shown;
    this.#version = side.version;
    const most = Math.min(this.#limit, side.size);
    if (this.#nextKeys.length < most) {
      const room = Math.min(this.#limit, most + (most >>> 3));
      this.#nextKeys = new Float64Array(room);
      this.#nextQuantities = new Float64Array(room);
    }
    const keys = this.#nextKeys;
    const quantities = this.#nextQuantities;
    const count = side.copy(keys, quantities, most);
    const levels = this.#merge(keys, quantities, count);
    if (levels !== this.#levels) this.#shown = levels.slice();
    this.#levels = levels;
    this.#nextKeys = this.#keys;
    this.#nextQuantities = this.#quantities;
    this.#keys = keys;
    this.#quantities = quantities;
    return this.#shown;
  }

  /** The levels of two columns, taken from the last list where they are in it. */
  #merge(keys: Float64Array, quantities: Float64Array, count: number): Level[] {
    const old = this.#levels;
    const oldKeys = this.#keys;
    const oldQuantities = this.#quantities;
    const least = Math.min(count, old.length);
    let same = 0;
    while (same < least && keys[same] === oldKeys[same] && quantities[same] === oldQuantities[same]) same++;
    if (same === count && same === old.length) return old;
    const { price, quantity } = this.#format;
    const { direction } = this.#side;
    const levels = old.slice(0, same);
    let from = same;
    for (let i = same; i < count; i++) {
      const key = keys[i] as number;
      const amount = quantities[i] as number;
      while (from < old.length && (oldKeys[from] as number) > key) from++;
      const found = from < old.length && oldKeys[from] === key ? (old[from] as Level) : undefined;
      if (found && oldQuantities[from] === amount) levels.push(found);
      else levels.push([found ? found[0] : printed(key * direction, price), printed(amount, quantity)]);
    }
    return levels;
  }
}
