import type { FilterCompiler } from '../filter-rule.js';
import { boundTotal } from './notional.js';

/** MAX_ASSET: how much of an asset one order may move: its quantity of the base, its total in the quote asset. */
export const maxAsset: FilterCompiler = (filter, { baseAsset, quoteAsset }) => {
  const max = filter.limit('limit');
  const asset = filter.text('asset');
  if (max === undefined) return {};
  if (asset === quoteAsset) return { leg: boundTotal(filter, undefined, max) };
  if (asset !== baseAsset) return {};
  return {
    leg({ quantity, quoteOrderQty, form }, sheet) {
      sheet.bind(quantity, { filter: filter.name, max });
      if (quoteOrderQty || form.amount === 'none') sheet.leaveOpen(filter.name);
    },
  };
};
