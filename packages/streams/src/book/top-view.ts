import type { Level } from './level.js';
import type { LevelPrinter } from './level-printer.js';
import type { TickSide } from './tick-side.js';

/** What a read found: levels as numbers and as decimals. The arrays may be longer than the count. */
type Rows = { count: number; keys: Float64Array; quantities: Float64Array; levels: Level[] };

/** Up to so many rows are reserved whether there are levels for them or not. */
const FEW = 64;

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
    const most = this.#limit <= FEW ? this.#limit : Math.min(this.#limit, side.size);
    if (this.#next.keys.length < most) this.#next = rows(Math.min(this.#limit, most + (most >>> 3)));
    const next = this.#next;
    next.count = side.copy(next.keys, next.quantities, most);
    if (!this.#merge(this.#last, next)) return this.#shown;
    this.#next = this.#last;
    this.#last = next;
    this.#shown = next.levels.slice(0, next.count);
    return this.#shown;
  }

  /** Fills in the levels of the next rows, from the last where they are there; whether anything differs. */
  #merge(last: Rows, next: Rows): boolean {
    const { keys, quantities, levels, count } = next;
    const least = Math.min(count, last.count);
    let same = 0;
    while (same < least && keys[same] === last.keys[same] && quantities[same] === last.quantities[same]) {
      levels[same] = last.levels[same] as Level;
      same++;
    }
    if (same === count && same === last.count) return false;
    const end = last.count;
    let from = same;
    for (let i = same; i < count; i++) {
      const key = keys[i] as number;
      const quantity = quantities[i] as number;
      while (from < end && (last.keys[from] as number) > key) from++;
      const isSame = from < end && last.keys[from] === key && last.quantities[from] === quantity;
      levels[i] = isSame ? (last.levels[from] as Level) : this.#printer.print(key, quantity);
    }
    return true;
  }
}

function rows(room: number): Rows {
  return { count: 0, keys: new Float64Array(room), quantities: new Float64Array(room), levels: [] };
}
