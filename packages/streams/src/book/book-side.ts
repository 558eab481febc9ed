import type { Level } from './level.js';

/** How many lists of best levels a side keeps for reuse: one for each `limit` with which the side is read. */
export const MAX_LISTS = 4;

/** One side of a book, best price first. It is stored as integers or as strings. */
export interface BookSide {
  readonly size: number;
  /** The best level; undefined if the side is empty. */
  readonly best: Level | undefined;
  /** The level with the worst price; undefined if the side is empty. */
  readonly worst: Level | undefined;
  /** Returns the best `limit` levels. A returned list never changes, and is returned again if the levels did not. */
  top(limit: number): readonly Level[];
  /** Returns all levels, best first. */
  levels(): IterableIterator<Level>;
  /** The largest number of digits after the point that any price has, and that any quantity has. */
  readonly decimals: { readonly price: number; readonly quantity: number };
  /** Whether `price` is at least as good as `other`: at least as high for bids, at most as high for asks. */
  isAtOrBetter(price: string, other: string): boolean;
  /** The number of levels at `price` or at a better price. */
  within(price: string): number;
  /** Copies the best levels as numbers into two arrays, as many as fit. Returns the number of levels copied. */
  numbers(prices: Float64Array, quantities: Float64Array): number;
}
