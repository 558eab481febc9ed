import type { Level } from './level.js';

/** One side of a book, best price first, whatever it is stored in. */
export interface Side {
  readonly size: number;
  readonly best: Level | undefined;
  /** The best `limit` levels; never changes afterwards. */
  top(limit: number): readonly Level[];
  entries(): IterableIterator<Level>;
  /** How many levels are better than a price. */
  rank(price: string): number;
}
