import type { Level } from './level.js';
import type { LevelPrinter, Rows } from './level-printer.js';
import type { TickSide } from './tick-side.js';

/**
 * The best levels of a side as decimals, for one limit. Levels that did not change since the last read are the same
 * objects again, and where none did, so is the list.
 */
export class TopView {
  readonly #side: TickSide;
  readonly #printer: LevelPrinter;
  readonly #limit: number;
  #version = -1;
  /** What the next read compares with, and what it is written to. Never handed out, so that nobody can change them. */
  #last: Rows = rows(0);
  #next: Rows = rows(0);
  /** Rows that must be printed. */
  #missing = new Int32Array(0);
  /** What was handed out last. */
  #shown: readonly Level[] = [];

  constructor(side: TickSide, printer: LevelPrinter, limit: number) {
    this.#side = side;
    this.#printer = printer;
    this.#limit = limit;
  }

  read(): readonly Level[] {
    const side = this.#side;
    if (this.#version === side.version) return this.#shown;
    this.#version = side.version;
    const most = Math.min(this.#limit, side.most);
    if (this.#next.keys.length < most) this.#next = rows(Math.min(this.#limit, most + (most >>> 3)));
    const last = this.#last;
    const next = this.#next;
    next.count = side.copy(next.keys, next.quantities, most);
    if (isSame(last, next)) return this.#shown;
    this.#print(last, next);
    this.#next = last;
    this.#last = next;
    this.#shown = next.levels.slice();
    return this.#shown;
  }

  /** Fills in the levels of the next rows: those that did not change as they were before. */
  #print(last: Rows, next: Rows): void {
    const { count, keys, quantities } = next;
    if (this.#missing.length < count) this.#missing = new Int32Array(next.keys.length);
    next.levels = new Array(count);
    const misses = this.#printer.recall(next, this.#missing);
    let from = 0;
    for (let miss = 0; miss < misses; miss++) {
      const row = this.#missing[miss] as number;
      const key = keys[row] as number;
      const quantity = quantities[row] as number;
      let known: Level | undefined;
      if (!this.#printer.keeps(key)) {
        while (from < last.count && (last.keys[from] as number) > key) from++;
        if (from < last.count && last.keys[from] === key && last.quantities[from] === quantity)
          known = last.levels[from];
      }
      next.levels[row] = known ?? this.#printer.print(key, quantity);
    }
  }
}

function isSame(a: Rows, b: Rows): boolean {
  let same = 0;
  while (same < b.count && a.keys[same] === b.keys[same] && a.quantities[same] === b.quantities[same]) same++;
  return same === b.count && same === a.count;
}

function rows(room: number): Rows {
  return { count: 0, keys: new Float64Array(room), quantities: new Float64Array(room), levels: [] };
}
