import { executesAtMarket } from '../order-types.js';
import type { FilterCompiler } from './filter.js';

/** MARKET_LOT_SIZE: minimum, maximum and step of the quantity of orders that execute at the market price. */
export const marketLotSize: FilterCompiler = (filter) => {
  const rule = filter.numberRule('minQty', 'maxQty', 'stepSize');
  return {
    checksAmendments: true,
    checkLeg(leg, check) {
      if (executesAtMarket(leg.type)) check.applyRule(leg.quantity, rule);
    },
  };
};
