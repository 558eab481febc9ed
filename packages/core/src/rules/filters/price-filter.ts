import type { FilterCompiler } from './filter.js';

/** PRICE_FILTER: minimum, maximum and tick size of `price` and `stopPrice`. */
export const priceFilter: FilterCompiler = (filter) => {
  const rule = filter.numberRule('minPrice', 'maxPrice', 'tickSize');
  return {
    checkLeg(leg, check) {
      check.applyRule(leg.price, rule);
      check.applyRule(leg.stopPrice, rule);
      if (leg.pegPriceType !== undefined) check.markUnjudged(filter.name);
    },
  };
};
