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
  ({ icebergQty }) => icebergQty !== undefined,
  ({ icebergQty }) => Number(icebergQty) > 0,
);

/** MAX_NUM_ORDER_LISTS and EXCHANGE_MAX_NUM_ORDER_LISTS: the maximum number of open order lists of all kinds. */
export const maxNumOrderLists: FilterCompiler = maxCount(
  'maxNumOrderLists',
  ({ form }) => (form.list ? 1 : 0),
  ({ context }, isInScope) => context.openOrderLists?.filter(isInScope).length,
);

/** MAX_NUM_ORDER_AMENDS: the maximum number of amendments of one order. */
export const maxNumOrderAmends: FilterCompiler = maxCount(
  'maxNumOrderAmends',
  ({ form }) => (form.amend ? 1 : 0),
  ({ context }) => context.amendments,
);

/**
 * Creates a filter that limits the number of open orders of one kind. `isLegCounted` says whether a new order of the
 * call is of this kind, and `isOpenCounted` says the same of an order that is already open.
 */
function maxOpenOrders(
  field: string,
  isLegCounted: (leg: OrderLeg) => boolean,
  isOpenCounted: (order: RuledOpenOrder) => boolean,
): FilterCompiler {
  return maxCount(
    field,
    ({ form, legs }) => (form.amend ? 0 : legs.filter(isLegCounted).length),
    ({ context }, isInScope) => context.openOrders?.filter((order) => isInScope(order) && isOpenCounted(order)).length,
  );
}

/**
 * Creates a filter that limits a number of orders, order lists or amendments. `field` is the field of the filter that
 * has the maximum. `added` returns by how much the call raises the number. `present` returns the number before the
 * call, or undefined if it is unknown. `isInScope` says whether an open order or order list counts towards the maximum:
 * a filter of the whole exchange counts those of all symbols, and any other filter only those of its own symbol.
 */
function maxCount(
  field: string,
  added: (check: OrderCheck) => number,
  present: (check: OrderCheck, isInScope: (order: { readonly symbol: string }) => boolean) => number | undefined,
): FilterCompiler {
  return (filter, { symbol }) => {
    const { name } = filter;
    const limit = filter.count(field);
    if (limit === undefined) return {};
    const isInScope = (order: { readonly symbol: string }): boolean =>
      name.startsWith('EXCHANGE_') || order.symbol === symbol;
    return {
      checkOrder(check) {
        const more = added(check);
        if (more === 0) return;
        const count = present(check, isInScope);
        if (count === undefined) check.markUnjudged(name);
        else if (count + more > limit) {
          const message = `${count} present and ${more} new exceed ${name} ${field} ${limit}`;
          check.addProblem(name, 'symbol', String(limit), message);
        }
      },
    };
  };
}
