import { badArgument } from './book-errors.js';
import type { BookSide } from './book-side.js';

/** One side of a book as numbers, best first. Each number is the double nearest to the decimal. */
export type SideNumbers = {
  /** The number of levels. */
  readonly length: number;
  /** The best `limit` prices, in a new array. */
  prices(limit?: number): Float64Array;
  /** The quantities at the best `limit` prices, in a new array. */
  quantities(limit?: number): Float64Array;
  /**
   * Copies as many of the best levels as fit into two arrays of the caller. Returns the number of levels copied.
   *
   * @throws {BinanceConfigError} if an argument is not a typed array.
   */
  copy(prices: Float64Array, quantities: Float64Array): number;
};

/** @param side returns the current side of the book, which may be another object at each call. */
export function createSideNumbers(side: () => BookSide): SideNumbers {
  const columns = (limit: number): readonly [Float64Array, Float64Array] => {
    const length = Math.max(0, Math.min(limit, side().size));
    const both = [new Float64Array(length), new Float64Array(length)] as const;
    side().numbers(...both);
    return both;
  };
  return Object.freeze({
    get length() {
      return side().size;
    },
    prices: (limit = Infinity) => columns(limit)[0],
    quantities: (limit = Infinity) => columns(limit)[1],
    copy(prices, quantities) {
      if (!ArrayBuffer.isView(prices)) throw badArgument('copy: prices', 'a Float64Array', prices);
      if (!ArrayBuffer.isView(quantities)) throw badArgument('copy: quantities', 'a Float64Array', quantities);
      return side().numbers(prices, quantities);
    },
  });
}
