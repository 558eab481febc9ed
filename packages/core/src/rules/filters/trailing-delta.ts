import { triggersAbove } from '../order-types.js';
import type { FilterCompiler } from './filter.js';

/**
 * TRAILING_DELTA: minimum and maximum of `trailingDelta`. Orders that trigger when the price rises have other limits
 * than those that trigger when it falls.
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
