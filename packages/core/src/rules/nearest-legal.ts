import { Decimal, divideUp, formatScaled } from '../decimal/index.js';
import type { OrderProblem } from '../errors/index.js';
import type { NumberRule } from './number-rule.js';

/**
 * Returns the nearest positive values below and above `value` that satisfy all rules. If only one of the two exists,
 * the result has only that one; if neither exists, it is undefined.
 */
export function nearestLegal(value: bigint, rules: readonly NumberRule[], scale: number): OrderProblem['fix'] {
  let step = 1n;
  let low = 1n;
  let high: bigint | undefined;
  for (const { min, max, step: ruleStep } of rules) {
    if (min && min.value > low) low = min.value;
    if (max && (high === undefined || max.value < high)) high = max.value;
    // Multiples of the least common multiple of two steps satisfy both rules.
    if (ruleStep) step = (step / commonDivisor(step, ruleStep.value)) * ruleStep.value;
  }
  const from = high !== undefined && high < value ? high : value;
  const down = from - (from % step);
  const up = divideUp(low > value ? low : value, step) * step;
  const fix: { down?: string; up?: string } = {};
  if (down >= low) fix.down = formatScaled(down, scale);
  if (high === undefined || up <= high) fix.up = formatScaled(up, scale);
  return (fix.down ?? fix.up) ? fix : undefined;
}

/** Returns whichever of `below` and `above` is nearer to `given`, or `below` if both are equally near. */
export function nearer(given: string, below: string, above: string): string {
  const value = new Decimal(given);
  return value.minus(below).gt(new Decimal(above).minus(value)) ? above : below;
}

function commonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : commonDivisor(b, a % b);
}
