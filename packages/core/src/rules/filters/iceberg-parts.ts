import { divideUp } from '../../decimal/index.js';
import type { FilterCompiler } from '../filter-rule.js';

/** ICEBERG_PARTS: into how many parts `icebergQty` may cut the quantity, the last one rounded up. */
export const icebergParts: FilterCompiler = (filter) => {
  const limit = filter.count('limit');
  if (!limit) return {};
  const parts = BigInt(limit);
  return {
    leg({ quantity, icebergQty }, sheet) {
      if (icebergQty === undefined) return;
      if (quantity === undefined) return sheet.leaveOpen(filter.name);
      const value = divideUp(quantity.value, parts);
      const verb = `cuts quantity ${quantity.text} into more parts than`;
      sheet.bind(icebergQty, { filter: filter.name, min: { name: 'limit', text: String(limit), value, verb } });
    },
  };
};
