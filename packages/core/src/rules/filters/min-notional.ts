import type { FilterCompiler } from './filter.js';
import { checkTotal, totalFilter } from './order-total.js';

/** MIN_NOTIONAL: the minimum of price times quantity. */
export const minNotional: FilterCompiler = (filter) => {
  const min = filter.limit('minNotional');
  return totalFilter(checkTotal(filter, min), checkTotal(filter, filter.isOn('applyToMarket') ? min : undefined));
};
