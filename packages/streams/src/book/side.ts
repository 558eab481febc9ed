import type { Level } from './level.js';

/** One side of a book, best price first, whatever it is stored in. */
export interface Side {
  readonly size: number;
  /** Undefined where the side is empty. */
  readonly best: Level | undefined;
  /** The last level. */
  readonly worst: Level | undefined;
  /** The best `limit` levels; the list never changes afterwards. */
  top(limit: number): readonly Level[];
  /** All levels, best first, made as they are read. */
  levels(): IterableIterator<Level>;
  /** The most digits after the point of any price and any quantity. */
  readonly decimals: { readonly price: number; readonly quantity: number };
  /** How many levels are at a price or better. */
  within(price: string): number;
  /** Copies the best levels as plain numbers into two arrays; returns how many there were. */
  numbers(prices: Float64Array, quantities: Float64Array): number;
}
