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
  ({ icebergQty }) => icebergQty !== undefined,
);

/** MAX_NUM_ORDER_LISTS and EXCHANGE_MAX_NUM_ORDER_LISTS: the maximum number of open order lists of all kinds. */
export const maxNumOrderLists: FilterCompiler = maxCount('maxNumOrderLists', ({ form, context }, isInScope) => ({
  present: context.openOrderLists?.filter(isInScope).length,
  added: form.list ? 1 : 0,
}));

/** MAX_NUM_ORDER_AMENDS: the maximum number of amendments of one order. */
export const maxNumOrderAmends: FilterCompiler = maxCount('maxNumOrderAmends', ({ form, context }) => ({
  present: context.amendments,
  added: form.amend ? 1 : 0,
}));

/**
 * Creates a filter that limits the number of open orders of one kind. `isOpenCounted` decides which open orders count,
 * and `isLegCounted` decides which orders of the call count.
 */
function maxOpenOrders(
  field: string,
  isOpenCounted: (order: RuledOpenOrder) => boolean,
  isLegCounted: (leg: OrderLeg) => boolean,
): FilterCompiler {
  return maxCount(field, ({ form, legs, context }, isInScope) => ({
    present: context.openOrders?.filter((order) => isInScope(order) && isOpenCounted(order)).length,
    added: form.amend ? 0 : legs.filter(isLegCounted).length,
  }));
}

/** How many orders or amendments exist already (undefined if that is unknown), and how many the call adds. */
type Count = { readonly present: number | undefined; readonly added: number };

/**
 * Creates a filter that limits a number. `field` is the field of the filter that holds the maximum. `isInScope` decides
 * which open orders count. A filter of the whole exchange counts all orders, any other filter those of its symbol.
 */
function maxCount(
  field: string,
  count: (check: OrderCheck, isInScope: (order: { readonly symbol: string }) => boolean) => Count,
): FilterCompiler {
  return (filter, { symbol }) => {
    const { name } = filter;
    const limit = filter.count(field);
    if (limit === undefined) return {};
    const isExchangeWide = name.startsWith('EXCHANGE_');
    return {
      checkOrder(check) {
        const { present, added } = count(check, (order) => isExchangeWide || order.symbol === symbol);
        if (added === 0) return;
        if (present === undefined) check.markUnjudged(name);
        else if (present + added > limit) {
          const message = `${present} present and ${added} new exceed ${name} ${field} ${limit}`;
          check.addProblem(name, 'symbol', String(limit), message);
        }
      },
    };
  };
}
