import { bind } from './bound.js';
import type { FilterCompiler } from './filter-rule.js';

/** PRICE_FILTER: bounds and tick of `price` and `stopPrice`. */
export const priceFilter: FilterCompiler = (filter) => {
  const bound = filter.bound('minPrice', 'maxPrice', 'tickSize');
  return {
    leg(leg, sheet) {
      bind(leg.price, bound);
      bind(leg.stopPrice, bound);
      if (leg.pegged) sheet.leaveOpen(filter.name);
    },
  };
};
