import type { FilterCompiler } from './filter.js';
import { checkTotal, totalFilter } from './order-total.js';

/** NOTIONAL: the minimum and the maximum of price times quantity. */
export const notional: FilterCompiler = (filter) => {
  const min = filter.limit('minNotional');
  const max = filter.limit('maxNotional');
  const minAtMarket = filter.isOn('applyMinToMarket') ? min : undefined;
  const maxAtMarket = filter.isOn('applyMaxToMarket') ? max : undefined;
  return totalFilter(checkTotal(filter, min, max), checkTotal(filter, minAtMarket, maxAtMarket));
};

/** MIN_NOTIONAL: the minimum of price times quantity. */
export const minNotional: FilterCompiler = (filter) => {
  const min = filter.limit('minNotional');
  return totalFilter(checkTotal(filter, min), checkTotal(filter, filter.isOn('applyToMarket') ? min : undefined));
};
