import type { OrderCheck, OrderLeg } from '../order-check.js';
import type { RuledOpenOrder } from '../order-context.js';
import { isAlgo } from '../order-types.js';
import type { FilterCompiler } from './filter.js';

/** MAX_NUM_ORDERS and EXCHANGE_MAX_NUM_ORDERS: the maximum number of open orders. */
export const maxNumOrders: FilterCompiler = maxOpenOrders(
  'maxNumOrders',
  () => true,
  () => true,
);

/**
 * MAX_NUM_ALGO_ORDERS and EXCHANGE_MAX_NUM_ALGO_ORDERS: the maximum number of open orders with a trigger price or a
 * trailing delta.
 */
export const maxNumAlgoOrders: FilterCompiler = maxOpenOrders(
  'maxNumAlgoOrders',
  ({ type }) => isAlgo(type),
  ({ type }) => isAlgo(type),
);

/** MAX_NUM_ICEBERG_ORDERS and EXCHANGE_MAX_NUM_ICEBERG_ORDERS: the maximum number of open iceberg orders. */
export const maxNumIcebergOrders: FilterCompiler = maxOpenOrders(
  'maxNumIcebergOrders',
  ({ icebergQty }) => Number(icebergQty) > 0,
  ({ icebergQty }) => (icebergQty?.value ?? 0n) > 0n,
);

/** MAX_NUM_ORDER_LISTS and EXCHANGE_MAX_NUM_ORDER_LISTS: the maximum number of open order lists of all kinds. */
export const maxNumOrderLists: FilterCompiler = (filter, { symbol }) => {
  const field = 'maxNumOrderLists';
  const limit = filter.count(field);
  const isInScope = scopeOf(filter.name, symbol);
  return {
    checkOrder(check) {
      if (!check.form.list) return;
      const present = check.context.openOrderLists?.filter(isInScope).length;
      checkCount(check, filter.name, field, limit, { present, added: 1 });
    },
  };
};

/** MAX_NUM_ORDER_AMENDS: the maximum number of amendments of one order. */
export const maxNumOrderAmends: FilterCompiler = (filter) => {
  const field = 'maxNumOrderAmends';
  const limit = filter.count(field);
  return {
    checkOrder(check) {
      if (!check.form.amend) return;
      checkCount(check, filter.name, field, limit, { present: check.context.amendments, added: 1 });
    },
  };
};

/**
 * Creates a filter that limits the number of open orders of one kind. `isOpenCounted` decides which open orders count,
 * and `isLegCounted` decides which orders of the call count.
 */
function maxOpenOrders(
  field: string,
  isOpenCounted: (order: RuledOpenOrder) => boolean,
  isLegCounted: (leg: OrderLeg) => boolean,
): FilterCompiler {
  return (filter, { symbol }) => {
    const limit = filter.count(field);
    const isInScope = scopeOf(filter.name, symbol);
    return {
      checkOrder(check) {
        if (check.form.amend) return;
        let added = 0;
        for (const leg of check.legs) if (isLegCounted(leg)) added += 1;
        if (added === 0) return;
        const present = check.context.openOrders?.filter((order) => isInScope(order) && isOpenCounted(order)).length;
        checkCount(check, filter.name, field, limit, { present, added });
      },
    };
  };
}

/**
 * Returns a function that decides which open orders count. For a filter of the whole exchange, all orders count,
 * otherwise only the orders of `symbol`.
 */
function scopeOf(filter: string, symbol: string): (order: { readonly symbol: string }) => boolean {
  return filter.startsWith('EXCHANGE_') ? () => true : (order) => order.symbol === symbol;
}

/** Reports a problem if the open orders and the new ones together exceed the limit. */
function checkCount(
  check: OrderCheck,
  filter: string,
  field: string,
  limit: number | undefined,
  { present, added }: { readonly present: number | undefined; readonly added: number },
): void {
  if (limit === undefined) return;
  if (present === undefined) check.markUnjudged(filter);
  else if (present + added > limit) {
    const message = `${present} present and ${added} new exceed ${filter} ${field} ${limit}`;
    check.addProblem(filter, 'symbol', String(limit), message);
  }
}
