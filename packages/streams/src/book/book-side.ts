import type { Level } from './level.js';

/** One side of a book, best price first, however it is stored. */
export interface BookSide {
  readonly size: number;
  /** The best level; undefined if the side is empty. */
  readonly best: Level | undefined;
  /** The level with the worst price. */
  readonly worst: Level | undefined;
  /** The best `limit` levels. The list never changes afterwards. */
  top(limit: number): readonly Level[];
  /** All levels, best first, created one by one as they are read. */
  levels(): IterableIterator<Level>;
  /** The most digits after the point of any price and of any quantity. */
  readonly decimals: { readonly price: number; readonly quantity: number };
  /** Whether a price is as good as another one, or better, for those who take from this side. */
  isAtOrBetter(price: string, other: string): boolean;
  /** The number of levels at a price or better. */
  within(price: string): number;
  /** Copies the best levels into two arrays as numbers. Returns the number of levels copied. */
  numbers(prices: Float64Array, quantities: Float64Array): number;
}
