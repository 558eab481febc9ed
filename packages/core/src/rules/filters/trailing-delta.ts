import { triggersAbove } from '../order-types.js';
import type { FilterCompiler } from './filter.js';

/**
 * TRAILING_DELTA: minimum and maximum of `trailingDelta`. The filter has one pair of limits for orders that trigger
 * when the price rises, and another pair for orders that trigger when the price falls.
 */
export const trailingDelta: FilterCompiler = (filter) => {
  const above = filter.numberRule('minTrailingAboveDelta', 'maxTrailingAboveDelta');
  const below = filter.numberRule('minTrailingBelowDelta', 'maxTrailingBelowDelta');
  return {
    checkLeg(leg, check) {
      check.applyRule(leg.trailingDelta, triggersAbove(leg.type, leg.side) ? above : below);
    },
  };
};
