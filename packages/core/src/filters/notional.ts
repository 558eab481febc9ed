import { bind, type Limit } from './bound.js';
import type { FilterCompiler } from './filter-rule.js';
import { executesAtMarket } from './order-types.js';
import { divideUp, powerOfTen } from './scaled.js';
import type { Leg, Sheet } from './sheet.js';

/** MIN_NOTIONAL: the least `price * quantity`. */
export const minNotional: FilterCompiler = (filter) => {
  const min = filter.limit('minNotional');
  const atMarket = filter.isOn('applyToMarket') ? min : undefined;
  const minutes = filter.number('avgPriceMins');
  return {
    leg: (leg, sheet) =>
      bindTotal(leg, sheet, filter.name, executesAtMarket(leg.type) ? atMarket : min, undefined, minutes),
  };
};

/** NOTIONAL: the least and the most `price * quantity`. */
export const notional: FilterCompiler = (filter) => {
  const min = filter.limit('minNotional');
  const max = filter.limit('maxNotional');
  const minAtMarket = filter.isOn('applyMinToMarket') ? min : undefined;
  const maxAtMarket = filter.isOn('applyMaxToMarket') ? max : undefined;
  const minutes = filter.number('avgPriceMins');
  return {
    leg(leg, sheet) {
      const isMarket = executesAtMarket(leg.type);
      bindTotal(leg, sheet, filter.name, isMarket ? minAtMarket : min, isMarket ? maxAtMarket : max, minutes);
    },
  };
};

/** Binds how much a leg trades by what it is worth: at its own price, or at the market's where it has none. */
export function bindTotal(
  leg: Leg,
  sheet: Sheet,
  filter: string,
  min: Limit | undefined,
  max: Limit | undefined,
  minutes: number | undefined,
): void {
  if (min === undefined && max === undefined) return;
  const { quantity, quoteOrderQty, price, pegged, form } = leg;
  bind(quoteOrderQty, { filter, min, max });
  if (pegged || form.amount === 'none') sheet.leaveOpen(filter);
  if (quantity === undefined) return;
  const each = price ? price.value : executesAtMarket(leg.type) ? sheet.marketPrice(minutes) : undefined;
  if (each === undefined) {
    if (!pegged) sheet.leaveOpen(filter);
  } else if (each > 0n) {
    const one = powerOfTen(sheet.rules.scale);
    bind(quantity, {
      filter,
      min: min && { ...min, value: divideUp(min.value * one, each), verb: 'at its price is worth less than' },
      max: max && { ...max, value: (max.value * one) / each, verb: 'at its price is worth more than' },
    });
  }
}
