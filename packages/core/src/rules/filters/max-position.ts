import type { FilterCompiler } from './filter.js';

/**
 * MAX_POSITION: the maximum amount of the base asset that the account would have if all of its BUY orders were filled.
 */
export const maxPosition: FilterCompiler = (filter, { symbol, baseAsset }) => {
  const max = filter.limit('maxPosition');
  if (max === undefined) return {};
  return {
    checkLeg({ side, quantity, quoteOrderQty }, check) {
      if (side !== 'BUY') return;
      const { balances, openOrders } = check.context;
      if (!balances || !openOrders || quoteOrderQty) return check.markUnjudged(filter.name);
      let position = 0n;
      for (const { asset, free, locked } of balances) {
        if (asset === baseAsset) position += (check.parse(free) ?? 0n) + (check.parse(locked) ?? 0n);
      }
      for (const open of openOrders) {
        if (open.symbol !== symbol || open.side !== 'BUY') continue;
        position += (check.parse(open.origQty) ?? 0n) - (check.parse(open.executedQty) ?? 0n);
      }
      const verb = 'plus the balance and the open BUY orders is above';
      check.applyRule(quantity, { filter: filter.name, max: { ...max, value: max.value - position, verb } });
    },
  };
};
