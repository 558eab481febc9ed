import type { FilterCompiler } from '../filter-rule.js';
import { triggersAbove } from '../order-types.js';

/** TRAILING_DELTA: bounds of `trailingDelta`, apart for triggers above and below the price. */
export const trailingDelta: FilterCompiler = (filter) => {
  const above = filter.bound('minTrailingAboveDelta', 'maxTrailingAboveDelta');
  const below = filter.bound('minTrailingBelowDelta', 'maxTrailingBelowDelta');
  return {
    leg(leg, sheet) {
      sheet.bind(leg.trailingDelta, triggersAbove(leg.type, leg.side) ? above : below);
    },
  };
};
