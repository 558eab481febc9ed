import { Decimal } from '../decimal/index.js';
import type { OrderProblem } from '../errors/index.js';
import type { NumberRule } from './number-rule.js';

/** The nearest positive values below and above that satisfy every rule. Undefined if there is neither. */
export function nearestLegal(value: bigint, rules: readonly NumberRule[], scale: number): OrderProblem['fix'] {
  const decimal = (units: bigint): Decimal => new Decimal(`${units}e-${scale}`);
  const given = decimal(value);
  let step = decimal(1n);
  let low = step;
  let high: Decimal | undefined;
  for (const rule of rules) {
    const [min, max, ruleStep] = [rule.min, rule.max, rule.step].map((limit) => limit && decimal(limit.value));
    if (min?.gt(low)) low = min;
    if (max && !high?.lt(max)) high = max;
    // The least common multiple: it is a legal step for both rules. The division is exact.
    if (ruleStep) step = step.div(commonDivisor(step, ruleStep)).times(ruleStep);
  }
  const from = high?.lt(given) ? high : given;
  const to = low.gt(given) ? low : given;
  const down = from.minus(from.mod(step));
  const excess = to.mod(step);
  const up = excess.eq(0) ? to : to.minus(excess).plus(step);
  const fix: { down?: string; up?: string } = {};
  if (down.gte(low)) fix.down = down.toFixed();
  if (high === undefined || up.lte(high)) fix.up = up.toFixed();
  return (fix.down ?? fix.up) ? fix : undefined;
}

/** The nearer of two values to the given one; the lower one if both are equally near. */
export function nearer(given: string, below: string, above: string): string {
  const value = new Decimal(given);
  return value.minus(below).gt(new Decimal(above).minus(value)) ? above : below;
}

function commonDivisor(a: Decimal, b: Decimal): Decimal {
  return b.eq(0) ? a : commonDivisor(b, a.mod(b));
}
