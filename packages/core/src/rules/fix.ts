import type { Big } from 'big.js';
import { Decimal } from '../decimal/index.js';
import type { OrderProblem } from '../errors/index.js';
import type { Bound } from './bound.js';

/** The nearest positive values below and above that keep within every bound. */
export function nearestWithin(value: bigint, bounds: readonly Bound[], scale: number): OrderProblem['fix'] {
  const decimal = (units: bigint): Big => new Decimal(`${units}e-${scale}`);
  const given = decimal(value);
  let step = decimal(1n);
  let low = step;
  let high: Big | undefined;
  for (const bound of bounds) {
    const [min, max, grid] = [bound.min, bound.max, bound.step].map((limit) => limit && decimal(limit.value));
    if (min?.gt(low)) low = min;
    if (max && !high?.lt(max)) high = max;
    if (grid) step = step.div(commonDivisor(step, grid)).times(grid);
  }
  const from = high?.lt(given) ? high : given;
  const to = low.gt(given) ? low : given;
  const down = from.minus(from.mod(step));
  const over = to.mod(step);
  const up = over.eq(0) ? to : to.minus(over).plus(step);
  const fix: { down?: string; up?: string } = {};
  if (down.gte(low)) fix.down = down.toFixed();
  if (high === undefined || up.lte(high)) fix.up = up.toFixed();
  return (fix.down ?? fix.up) ? fix : undefined;
}

/** Whichever of two values is nearer to the one given; the lower one where both are as near. */
export function nearer(given: string, below: string, above: string): string {
  const value = new Decimal(given);
  return value.minus(below).gt(new Decimal(above).minus(value)) ? above : below;
}

function commonDivisor(one: Big, other: Big): Big {
  return other.eq(0) ? one : commonDivisor(other, one.mod(other));
}
