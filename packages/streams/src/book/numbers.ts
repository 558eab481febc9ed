import { BinanceConfigError } from '@pkg/core/errors';
import type { Side } from './side.js';

/** One side of a book as plain numbers, best first; each the double nearest to the decimal. */
export type SideNumbers = {
  /** Levels there are. */
  readonly length: number;
  /** The best `limit` prices; a new array each time. */
  prices(limit?: number): Float64Array;
  /** The quantities at those prices. */
  quantities(limit?: number): Float64Array;
  /**
   * Copies the best levels into two arrays of the caller, as many as fit; returns how many.
   *
   * @throws {BinanceConfigError} where there are no two arrays.
   */
  copy(prices: Float64Array, quantities: Float64Array): number;
};

/** Shows whichever side the book has at the time of each call. */
export function numbersOf(side: () => Side): SideNumbers {
  const columns = (limit: number): readonly [Float64Array, Float64Array] => {
    const length = Math.max(0, Math.min(limit, side().size));
    const both = [new Float64Array(length), new Float64Array(length)] as const;
    side().numbers(...both);
    return both;
  };
  return {
    get length() {
      return side().size;
    },
    prices: (limit = Number.POSITIVE_INFINITY) => columns(limit)[0],
    quantities: (limit = Number.POSITIVE_INFINITY) => columns(limit)[1],
    copy(prices, quantities) {
      if (ArrayBuffer.isView(prices) && ArrayBuffer.isView(quantities)) return side().numbers(prices, quantities);
      throw new BinanceConfigError('copy: give two Float64Arrays, for prices and quantities');
    },
  };
}
