import type { OrderCheck, OrderLeg } from '../order-check.js';
import type { RuledOpenOrder } from '../order-context.js';
import type { FilterCompiler } from './filter.js';

/**
 * Limits the number of open orders of one kind. The two functions decide which open orders and which new legs count.
 */
export function maxOpenOrders(
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
        let open: number | undefined;
        if (check.context.openOrders) {
          open = 0;
          for (const order of check.context.openOrders) if (isInScope(order) && isOpenCounted(order)) open += 1;
        }
        checkCount(check, filter.name, field, limit, { present: open, added });
      },
    };
  };
}

/** The orders that a filter counts: those of every symbol for filters of the exchange, else those of one symbol. */
export function scopeOf(filter: string, symbol: string): (order: { readonly symbol: string }) => boolean {
  return filter.startsWith('EXCHANGE_') ? () => true : (order) => order.symbol === symbol;
}

/** Adds a problem if a count would exceed its limit. */
export function checkCount(
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
