import { type BookFormat, formatUnits } from './fixed-point.js';
import type { Level } from './level.js';
import type { Rows } from './rows.js';
import type { SortedBlocks } from './sorted-blocks.js';

/**
 * Levels as integers and as decimals, best first. A key is a price as an integer, negated on the ask side. `keys` and
 * `quantities` may be longer than `levels`.
 */
type Columns = { readonly keys: Float64Array; readonly quantities: Float64Array; levels: Level[] };

/**
 * Reads the levels outside the window of a `PriceLadder`, which covers the prices near the best one. Returns them as
 * decimals. A level that did not change since the last read is returned as the same object again. Readers therefore
 * share levels, so levels are frozen.
 */
export class LevelsBeyondWindow {
  readonly #format: BookFormat;
  #last: Columns = columns(0);
  #next: Columns = columns(0);

  constructor(format: BookFormat) {
    this.#format = format;
  }

  /**
   * Writes the best levels beyond the ladder's window into `list`, best first, at the indexes `from` to `limit - 1`.
   * Returns the index after the last level.
   */
  copy(blocks: SortedBlocks, list: Level[], rows: Rows, from: number, limit: number): number {
    const most = Math.min(limit - from, blocks.size);
    if (this.#next.keys.length < most) this.#next = columns(most + (most >>> 3));
    const last = this.#last;
    const next = this.#next;
    const count = blocks.copy(next.keys, next.quantities, most);
    next.levels.length = count;
    let old = 0;
    for (let row = 0; row < count; row++) {
      const key = next.keys[row] as number;
      while (old < last.levels.length && (last.keys[old] as number) > key) old++;
      const known = old < last.levels.length && last.keys[old] === key ? (last.levels[old] as Level) : undefined;
      const level = known && last.quantities[old] === next.quantities[row] ? known : this.#convert(blocks, row, known);
      next.levels[row] = level;
      const at = from + row;
      rows.isChanged ||= rows.keys[at] !== key || rows.quantities[at] !== next.quantities[row];
      rows.keys[at] = key;
      rows.quantities[at] = next.quantities[row] as number;
      list[at] = level;
    }
    this.#next = last;
    this.#last = next;
    return from + count;
  }

  /**
   * Converts a level to decimals. Reuses the price text of `known`, the level that the last read returned at the same
   * price.
   */
  #convert({ direction }: SortedBlocks, row: number, known: Level | undefined): Level {
    const { price, quantity } = this.#format;
    const { keys, quantities } = this.#next;
    return Object.freeze([
      known?.[0] ?? formatUnits((keys[row] as number) * direction, price),
      formatUnits(quantities[row] as number, quantity),
    ] as const);
  }
}

function columns(capacity: number): Columns {
  return { keys: new Float64Array(capacity), quantities: new Float64Array(capacity), levels: [] };
}
