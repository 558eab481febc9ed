import type { FilterCompiler } from './filter.js';
import { checkTotal } from './order-total.js';

/**
 * MAX_ASSET: the maximum amount of one asset that an order may trade. For the base asset the amount is the quantity of
 * the order. For the quote asset it is price times quantity.
 */
export const maxAsset: FilterCompiler = (filter, { baseAsset, quoteAsset }) => {
  const max = filter.limit('limit');
  const asset = filter.text('asset');
  if (max === undefined) return {};
  if (asset === quoteAsset) return { checkLeg: checkTotal(filter, undefined, max) };
  if (asset !== baseAsset) return {};
  return {
    checkLeg({ quantity, quoteOrderQty, form }, check) {
      check.applyRule(quantity, { filter: filter.name, max });
      if (quoteOrderQty || form.amount === 'none') check.markUnjudged(filter.name);
    },
  };
};
