import { compareDecimals, Decimal } from '@pkg/core/internal';
import { decimalsOf, isPlainDecimal } from '../format.js';

/**
 * Adds `steps` times `step` to a decimal string, and rounds the sum to `decimals` decimal places. The result is at
 * least one step.
 */
export function moveBySteps(text: string, step: string, steps: number, decimals = decimalsOf(step)): string {
  const moved = new Decimal(isPlainDecimal(text) ? text : '0').plus(new Decimal(step).times(steps));
  const least = compareDecimals(moved.toFixed(), step) < 0 ? new Decimal(step) : moved;
  return least.toFixed(decimals);
}
