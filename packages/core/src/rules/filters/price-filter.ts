import type { FilterCompiler } from '../filter-rule.js';

/** PRICE_FILTER: bounds and tick of `price` and `stopPrice`. */
export const priceFilter: FilterCompiler = (filter) => {
  const bound = filter.bound('minPrice', 'maxPrice', 'tickSize');
  return {
    leg(leg, sheet) {
      sheet.bind(leg.price, bound);
      sheet.bind(leg.stopPrice, bound);
      if (leg.pegPriceType !== undefined) sheet.leaveOpen(filter.name);
    },
  };
};
