import type { FilterCompiler } from '../filter-rule.js';
import type { RuledOpenOrder } from '../order-context.js';
import { isAlgo } from '../order-types.js';
import type { Leg, Sheet } from '../sheet.js';

/** MAX_NUM_ORDERS and EXCHANGE_MAX_NUM_ORDERS: open orders. */
export const maxNumOrders: FilterCompiler = countOf(
  'maxNumOrders',
  () => true,
  () => true,
);

/** MAX_NUM_ALGO_ORDERS and EXCHANGE_MAX_NUM_ALGO_ORDERS: open orders with a trigger. */
export const maxNumAlgoOrders: FilterCompiler = countOf(
  'maxNumAlgoOrders',
  ({ type }) => isAlgo(type),
  ({ type }) => isAlgo(type),
);

/** MAX_NUM_ICEBERG_ORDERS and EXCHANGE_MAX_NUM_ICEBERG_ORDERS: open iceberg orders. */
export const maxNumIcebergOrders: FilterCompiler = countOf(
  'maxNumIcebergOrders',
  ({ icebergQty }) => Number(icebergQty) > 0,
  ({ icebergQty }) => (icebergQty?.value ?? 0n) > 0n,
);

/** MAX_NUM_ORDER_LISTS and EXCHANGE_MAX_NUM_ORDER_LISTS: open order lists; any list counts once. */
export const maxNumOrderLists: FilterCompiler = (filter, { symbol }) => {
  const limit = filter.count('maxNumOrderLists');
  const isCounted = where(filter.name, symbol);
  return {
    order(sheet) {
      if (!sheet.form.list) return;
      refuseOver(sheet, filter.name, 'maxNumOrderLists', limit, {
        open: sheet.context.openOrderLists?.filter(isCounted).length,
        added: 1,
      });
    },
  };
};

/** MAX_NUM_ORDER_AMENDS: amendments of one order. */
export const maxNumOrderAmends: FilterCompiler = (filter) => {
  const limit = filter.count('maxNumOrderAmends');
  return {
    order(sheet) {
      if (!sheet.form.amend) return;
      refuseOver(sheet, filter.name, 'maxNumOrderAmends', limit, { open: sheet.context.amendments, added: 1 });
    },
  };
};

function countOf(
  field: string,
  isOpenCounted: (order: RuledOpenOrder) => boolean,
  isLegCounted: (leg: Leg) => boolean,
): FilterCompiler {
  return (filter, { symbol }) => {
    const limit = filter.count(field);
    const isHere = where(filter.name, symbol);
    return {
      order(sheet) {
        if (sheet.form.amend) return;
        let added = 0;
        for (const leg of sheet.legs) if (isLegCounted(leg)) added += 1;
        if (added === 0) return;
        let open: number | undefined;
        if (sheet.context.openOrders) {
          open = 0;
          for (const order of sheet.context.openOrders) if (isHere(order) && isOpenCounted(order)) open += 1;
        }
        refuseOver(sheet, filter.name, field, limit, { open, added });
      },
    };
  };
}

/** Filters of the exchange count on every symbol, those of a symbol on that one. */
function where(filter: string, symbol: string): (order: { readonly symbol: string }) => boolean {
  return filter.startsWith('EXCHANGE_') ? () => true : (order) => order.symbol === symbol;
}

function refuseOver(
  sheet: Sheet,
  filter: string,
  field: string,
  limit: number | undefined,
  { open, added }: { open: number | undefined; added: number },
): void {
  if (limit === undefined) return;
  if (open === undefined) sheet.leaveOpen(filter);
  else if (open + added > limit) {
    sheet.refuse(filter, 'symbol', String(limit), `${added} more than ${open} is above ${filter} ${field} ${limit}`);
  }
}
