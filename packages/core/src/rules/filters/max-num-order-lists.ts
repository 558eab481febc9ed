import type { FilterCompiler } from './filter.js';
import { checkCount, scopeOf } from './order-count.js';

/** MAX_NUM_ORDER_LISTS and EXCHANGE_MAX_NUM_ORDER_LISTS: the maximum number of open order lists, of any kind. */
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
