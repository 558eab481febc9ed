import { executesAtMarket } from '../order-types.js';
import type { FilterCompiler } from './filter.js';

/** LOT_SIZE: minimum, maximum and step of `quantity` and `icebergQty`, for orders of all types. */
export const lotSize: FilterCompiler = (filter) => {
  const rule = filter.numberRule('minQty', 'maxQty', 'stepSize');
  return {
    checksAmendments: true,
    checkLeg(leg, check) {
      check.applyRule(leg.quantity, rule);
      check.applyRule(leg.icebergQty, rule);
    },
  };
};

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
