import type { Level } from './level.js';
import type { LevelCache, Rows } from './level-cache.js';
import type { PriceLadder } from './price-ladder.js';

/**
 * The list of the best levels of a side, up to a limit. Levels that did not change since the last read are the same
 * objects again. If none changed, the list is the same too. Readers share them, so both are frozen.
 */
export class BestLevels {
  readonly #side: PriceLadder;
  readonly #cache: LevelCache;
  readonly #limit: number;
  #version = -1;
  /** The rows of the last read, and those that the next read writes. Both stay inside, so that no caller changes them. */
  #last: Rows = rows(0);
  #next: Rows = rows(0);
  /** Indexes of the rows that are not cached. */
  #missing = new Int32Array(0);
  /** The list returned last. */
  #list: readonly Level[] = [];

  constructor(side: PriceLadder, cache: LevelCache, limit: number) {
    this.#side = side;
    this.#cache = cache;
    this.#limit = limit;
  }

  read(): readonly Level[] {
    const side = this.#side;
    if (this.#version === side.version) return this.#list;
    this.#version = side.version;
    const most = Math.min(this.#limit, side.maxSize);
    if (this.#next.keys.length < most) this.#next = rows(Math.min(this.#limit, most + (most >>> 3)));
    const last = this.#last;
    const next = this.#next;
    next.count = side.copy(next.keys, next.quantities, most);
    if (isSame(last, next)) return this.#list;
    this.#convert(last, next);
    this.#next = last;
    this.#last = next;
    this.#list = Object.freeze(next.levels.slice());
    return this.#list;
  }

  /** Sets the levels of the next rows. Takes those that did not change from the cache or from the last rows. */
  #convert(last: Rows, next: Rows): void {
    const { count, keys, quantities } = next;
    if (this.#missing.length < count) this.#missing = new Int32Array(next.keys.length);
    next.levels = new Array(count);
    const misses = this.#cache.lookUp(next, this.#missing);
    let from = 0;
    for (let miss = 0; miss < misses; miss++) {
      const row = this.#missing[miss] as number;
      const key = keys[row] as number;
      const quantity = quantities[row] as number;
      let known: Level | undefined;
      if (!this.#cache.hasPrice(key)) {
        while (from < last.count && (last.keys[from] as number) > key) from++;
        if (from < last.count && last.keys[from] === key && last.quantities[from] === quantity)
          known = last.levels[from];
      }
      next.levels[row] = known ?? this.#cache.level(key, quantity);
    }
  }
}

function isSame(a: Rows, b: Rows): boolean {
  let same = 0;
  while (same < b.count && a.keys[same] === b.keys[same] && a.quantities[same] === b.quantities[same]) same++;
  return same === b.count && same === a.count;
}

function rows(capacity: number): Rows {
  return { count: 0, keys: new Float64Array(capacity), quantities: new Float64Array(capacity), levels: [] };
}
