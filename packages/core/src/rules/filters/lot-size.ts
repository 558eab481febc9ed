import type { FilterCompiler } from '../filter-rule.js';
import { executesAtMarket } from '../order-types.js';

/** LOT_SIZE: bounds and step of `quantity` and `icebergQty`, market orders included. */
export const lotSize: FilterCompiler = (filter) => {
  const bound = filter.bound('minQty', 'maxQty', 'stepSize');
  return {
    ofQuantity: true,
    leg(leg, sheet) {
      sheet.bind(leg.quantity, bound);
      sheet.bind(leg.icebergQty, bound);
    },
  };
};

/** MARKET_LOT_SIZE: bounds and step of the quantity of what executes at the market price, besides LOT_SIZE. */
export const marketLotSize: FilterCompiler = (filter) => {
  const bound = filter.bound('minQty', 'maxQty', 'stepSize');
  return {
    ofQuantity: true,
    leg(leg, sheet) {
      if (executesAtMarket(leg.type)) sheet.bind(leg.quantity, bound);
    },
  };
};
