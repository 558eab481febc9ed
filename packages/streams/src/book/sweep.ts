import type { BookSide } from './book-side.js';
import { decimalsOf, fromBigInt, toBigInt } from './decimal-string.js';

/** The result of filling a quantity from one side of a book. */
export type Sweep = {
  /** The quantity that can be filled: the requested one, or the whole side if that is less. */
  readonly quantity: string;
  /** The sum of price times quantity, exact. */
  readonly cost: string;
  /** Cost divided by quantity, rounded half up; undefined if nothing is filled. */
  readonly averagePrice: string | undefined;
  /** The worst price reached; undefined if nothing is filled. */
  readonly worstPrice: string | undefined;
  /** The number of levels from which the quantity is taken. */
  readonly levels: number;
  /** Whether the levels of the side hold the whole quantity that was asked for. */
  readonly isFilled: boolean;
  /**
   * Whether the result is certain; see `OrderBook.known`. The result is uncertain if the snapshot contained only the
   * best levels of the side, and the sweep uses levels beyond those.
   */
  readonly isCertain: boolean;
};

/** Totals of the levels from the best price to another price, both included. */
export type DepthTo = Pick<Sweep, 'quantity' | 'cost' | 'levels' | 'isCertain'>;

/** An average price has this many decimals more than the prices of the side. */
const AVERAGE_DECIMALS = 8;

/**
 * Fills a quantity from a side. `end` is the worst price up to which levels are certain; undefined if all levels are.
 */
export function sweepSide(side: BookSide, end: string | undefined, quantity: string): Sweep {
  const { decimals } = side;
  const scale = Math.max(decimals.quantity, decimalsOf(quantity));
  const wanted = toBigInt(quantity, scale);
  let left = wanted;
  let cost = 0n;
  let levels = 0;
  let worstPrice: string | undefined;
  for (const [price, amount] of side.levels()) {
    if (left === 0n) break;
    let taken = toBigInt(amount, scale);
    if (taken > left) taken = left;
    cost += taken * toBigInt(price, decimals.price);
    left -= taken;
    levels++;
    worstPrice = price;
  }
  const filled = wanted - left;
  const average = filled === 0n ? undefined : roundedDivision(cost * 10n ** BigInt(AVERAGE_DECIMALS), filled);
  return {
    quantity: fromBigInt(filled, scale),
    cost: fromBigInt(cost, decimals.price + scale),
    averagePrice: average === undefined ? undefined : fromBigInt(average, decimals.price + AVERAGE_DECIMALS),
    worstPrice,
    levels,
    isFilled: left === 0n,
    // The book may lack levels with prices beyond `end`. So the result is certain only if the levels up to `end` have
    // filled the whole quantity.
    isCertain: end === undefined || (left === 0n && levels <= side.within(end)),
  };
}

/**
 * Adds up the levels of a side at `price` or better. `end` is the worst price up to which levels are certain; undefined
 * if all levels are.
 */
export function depthOf(side: BookSide, end: string | undefined, price: string): DepthTo {
  const { decimals } = side;
  const levels = side.within(price);
  let quantity = 0n;
  let cost = 0n;
  let left = levels;
  for (const [at, amount] of side.levels()) {
    if (left-- === 0) break;
    const units = toBigInt(amount, decimals.quantity);
    quantity += units;
    cost += units * toBigInt(at, decimals.price);
  }
  return {
    quantity: fromBigInt(quantity, decimals.quantity),
    cost: fromBigInt(cost, decimals.price + decimals.quantity),
    levels,
    isCertain: end === undefined || side.isAtOrBetter(price, end),
  };
}

function roundedDivision(a: bigint, b: bigint): bigint {
  return (a * 2n + b) / (b * 2n);
}
