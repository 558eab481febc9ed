import { executesAtMarket } from '../order-types.js';
import type { FilterCompiler } from './filter.js';
import { checkTotal } from './order-total.js';

/**
 * NOTIONAL and MIN_NOTIONAL: the minimum and the maximum of price times quantity. MIN_NOTIONAL has only a minimum. A
 * flag of the filter says whether a limit applies to orders that execute at the market price.
 */
export const notional: FilterCompiler = (filter) => {
  const min = filter.limit('minNotional');
  const max = filter.limit('maxNotional');
  const hasMinAtMarket = filter.isOn(filter.name === 'NOTIONAL' ? 'applyMinToMarket' : 'applyToMarket');
  const atLimit = checkTotal(filter, min, max);
  const atMarket = checkTotal(
    filter,
    hasMinAtMarket ? min : undefined,
    filter.isOn('applyMaxToMarket') ? max : undefined,
  );
  return {
    checksAmendments: true,
    checkLeg: (leg, check) => (executesAtMarket(leg.type) ? atMarket : atLimit)(leg, check),
  };
};
