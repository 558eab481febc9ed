import type { FilterCompiler } from '../filter-rule.js';

/** MAX_POSITION: how much of the base asset may be held, with open BUY orders and this one filled. */
export const maxPosition: FilterCompiler = (filter, { symbol, baseAsset }) => {
  const max = filter.limit('maxPosition');
  if (max === undefined) return {};
  return {
    leg({ side, quantity, quoteOrderQty }, sheet) {
      if (side !== 'BUY') return;
      const { balances, openOrders } = sheet.context;
      if (!balances || !openOrders || quoteOrderQty) return sheet.leaveOpen(filter.name);
      let held = 0n;
      for (const balance of balances) {
        if (balance.asset === baseAsset)
          held += (sheet.scaled(balance.free) ?? 0n) + (sheet.scaled(balance.locked) ?? 0n);
      }
      for (const open of openOrders) {
        if (open.symbol !== symbol || open.side !== 'BUY') continue;
        held += (sheet.scaled(open.origQty) ?? 0n) - (sheet.scaled(open.executedQty) ?? 0n);
      }
      const verb = 'with what is held and ordered is above';
      if (quantity) sheet.bind(quantity, { filter: filter.name, max: { ...max, value: max.value - held, verb } });
    },
  };
};
