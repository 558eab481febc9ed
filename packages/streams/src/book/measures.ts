import { decimalsOf, fromUnits, isDecimal, isZero, toUnits } from './decimal-text.js';
import type { Side } from './side.js';

/** What taking a quantity from one side would give. */
export type Sweep = {
  /** What could be filled: the whole quantity, or all that is there. */
  readonly quantity: string;
  /** Price times quantity, exact. */
  readonly cost: string;
  /** Cost by quantity, rounded half up; undefined where nothing is filled. */
  readonly averagePrice: string | undefined;
  /** The last price needed. */
  readonly worstPrice: string | undefined;
  /** Levels touched. */
  readonly levels: number;
  /** The side held all of it. */
  readonly isFilled: boolean;
  /** Everything needed lies where the book is known; see `OrderBook.known`. */
  readonly isCertain: boolean;
};

/** What stands between the best price and another one, both included. */
export type DepthTo = Pick<Sweep, 'quantity' | 'cost' | 'levels' | 'isCertain'>;

/** Decimals of an average beyond those of the prices. */
const AVERAGE_DECIMALS = 8;

/** Fills a quantity from a side, of which the best `known` levels are certain. */
export function sweepSide(side: Side, known: number, quantity: string): Sweep {
  const { decimals } = side;
  const scale = Math.max(decimals.quantity, decimalsOf(quantity));
  const wanted = toUnits(quantity, scale);
  let left = wanted;
  let cost = 0n;
  let levels = 0;
  let worstPrice: string | undefined;
  for (const [price, amount] of side.levels()) {
    if (left === 0n) break;
    let taken = toUnits(amount, scale);
    if (taken > left) taken = left;
    cost += taken * toUnits(price, decimals.price);
    left -= taken;
    levels++;
    worstPrice = price;
  }
  const filled = wanted - left;
  const average = filled === 0n ? undefined : roundedDivision(cost * 10n ** BigInt(AVERAGE_DECIMALS), filled);
  return {
    quantity: fromUnits(filled, scale),
    cost: fromUnits(cost, decimals.price + scale),
    averagePrice: average === undefined ? undefined : fromUnits(average, decimals.price + AVERAGE_DECIMALS),
    worstPrice,
    levels,
    isFilled: left === 0n,
    isCertain: (left === 0n ? levels : side.size) <= known,
  };
}

/** Adds up the levels that are at `price` or better. */
export function depthOf(side: Side, known: number, price: string): DepthTo {
  const { decimals } = side;
  const levels = side.within(price);
  let quantity = 0n;
  let cost = 0n;
  let left = levels;
  for (const [at, amount] of side.levels()) {
    if (left-- === 0) break;
    const units = toUnits(amount, decimals.quantity);
    quantity += units;
    cost += units * toUnits(at, decimals.price);
  }
  return {
    quantity: fromUnits(quantity, decimals.quantity),
    cost: fromUnits(cost, decimals.price + decimals.quantity),
    levels,
    isCertain: levels <= known,
  };
}

/** One decimal less another. */
export function difference(a: string, b: string): string {
  const scale = Math.max(decimalsOf(a), decimalsOf(b));
  return fromUnits(toUnits(a, scale) - toUnits(b, scale), scale);
}

/** Half way between two decimals, exact. */
export function middle(a: string, b: string): string {
  const scale = Math.max(decimalsOf(a), decimalsOf(b)) + 1;
  const units = (toUnits(a, scale) + toUnits(b, scale)) / 2n;
  return units % 10n === 0n ? fromUnits(units / 10n, scale - 1) : fromUnits(units, scale);
}

/** Whether a value is a decimal above zero. */
export function isPositive(value: unknown): value is string {
  return isDecimal(value) && !isZero(value);
}

function roundedDivision(a: bigint, b: bigint): bigint {
  return (a * 2n + b) / (b * 2n);
}
