import type { FilterCompiler } from './filter.js';
import { checkCount } from './order-count.js';

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
