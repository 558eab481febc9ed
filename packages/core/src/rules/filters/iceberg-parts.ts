import { divideUp } from '../../decimal/index.js';
import type { FilterCompiler } from './filter.js';

/**
 * ICEBERG_PARTS: the maximum number of parts of an iceberg order. The number of parts is `quantity` divided by
 * `icebergQty`, rounded up.
 */
export const icebergParts: FilterCompiler = (filter) => {
  const limit = filter.count('limit');
  if (!limit) return {};
  const parts = BigInt(limit);
  return {
    checkLeg({ quantity, icebergQty }, check) {
      if (icebergQty === undefined) return;
      if (quantity === undefined) return check.markUnjudged(filter.name);
      const value = divideUp(quantity.value, parts);
      const verb = `splits quantity ${quantity.text} into more parts than`;
      check.applyRule(icebergQty, { filter: filter.name, min: { name: 'limit', text: String(limit), value, verb } });
    },
  };
};
