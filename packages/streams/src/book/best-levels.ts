import type { BookFormat } from './fixed-point.js';
import type { Level } from './level.js';
import { LevelsBeyondWindow } from './levels-beyond-window.js';
import type { LevelsInWindow } from './levels-in-window.js';
import type { PriceLadder } from './price-ladder.js';
import { createRows } from './rows.js';

/**
 * Reads the best levels of one side of a book, up to a limit. If none of these levels changed since the last read, the
 * same list is returned again. Readers share the list, so it is frozen.
 */
export class BestLevels {
  readonly #side: PriceLadder;
  readonly #near: LevelsInWindow;
  readonly #far: LevelsBeyondWindow;
  readonly #limit: number;
  #rows = createRows(0);
  #version = -1;
  /** The list returned last. */
  #list: readonly Level[] = [];

  constructor(side: PriceLadder, near: LevelsInWindow, format: BookFormat, limit: number) {
    this.#side = side;
    this.#near = near;
    this.#far = new LevelsBeyondWindow(format);
    this.#limit = limit;
  }

  read(): readonly Level[] {
    const side = this.#side;
    if (this.#version === side.version) return this.#list;
    this.#version = side.version;
    // A limit that is not a number counts as 0.
    const most = Math.max(0, Math.min(this.#limit, side.maxSize)) || 0;
    if (this.#rows.keys.length < most) this.#rows = createRows(most + (most >>> 3));
    const rows = this.#rows;
    const list: Level[] = new Array(most);
    let count = this.#near.copy(list, rows, most);
    if (count < most) count = this.#far.copy(side.far, list, rows, count, most);
    if (count < most) list.length = count;
    if (rows.isChanged || this.#list.length !== count) this.#list = Object.freeze(list);
    rows.isChanged = false;
    return this.#list;
  }
}
