import { addDecimals, Decimal } from '@pkg/core/internal';
import { decimalsOf, isPlainDecimal, quantityText } from '../format.js';

const BASIS_POINTS = 10_000;

/**
 * Returns the price that is `basisPoints` above `from`, or below `from` if `basisPoints` is negative. The distance is
 * rounded to whole ticks, and is at least one tick.
 */
export function restingPrice(from: string, tickSize: string, basisPoints: number): string {
  const distance = new Decimal(from).times(Math.abs(basisPoints)).div(BASIS_POINTS);
  const ticks = new Decimal(distance.div(tickSize).toFixed(0));
  const moved = new Decimal(tickSize).times(ticks.lt(1) ? 1 : ticks).times(Math.sign(basisPoints));
  return new Decimal(from).plus(moved).toFixed(decimalsOf(tickSize));
}

/**
 * Returns the smallest quantity that is worth at least `value * times` at `price`. The quantity is a multiple of
 * `stepSize`.
 */
export function quantityWorth(value: string, times: number, price: string, stepSize: string): string {
  const step = new Decimal(stepSize);
  const wanted = new Decimal(value).times(times);
  const quotient = wanted.div(price);
  let quantity = quotient.minus(quotient.mod(step));
  // The quotient was rounded, so the loop compares the exact product.
  while (quantity.times(price).lt(wanted)) quantity = quantity.plus(step);
  return quantity.toFixed(decimalsOf(stepSize));
}

/** Returns the sum of quantities, or one step if the sum is less than a step. */
export function quantityAbove(quantities: readonly string[], stepSize: string): string {
  const total = new Decimal(addDecimals(...quantities));
  return (total.lt(stepSize) ? new Decimal(stepSize) : total).toFixed(decimalsOf(stepSize));
}

/**
 * Formats the filled amount of an order and its percentage. The percentage is rounded down, so only a completely filled
 * order shows 100%.
 */
export function filledText(executed: string, all: string): string {
  if (!isPlainDecimal(executed) || !isPlainDecimal(all) || new Decimal(all).lte(0)) return '—';
  if (new Decimal(executed).eq(0)) return '0%';
  const share = new Decimal(executed).times(100).div(all);
  return `${quantityText(executed)} (${share.lt(1) ? '<1' : share.minus(share.mod(1)).toFixed(0)}%)`;
}
