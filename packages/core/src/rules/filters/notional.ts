import { divideUp, powerOfTen } from '../../decimal/index.js';
import type { Limit } from '../bound.js';
import type { FilterCompiler, FilterReader, FilterRule } from '../filter-rule.js';
import { executesAtMarket } from '../order-types.js';

/** MIN_NOTIONAL: the least `price * quantity`. */
export const minNotional: FilterCompiler = (filter) => {
  const min = filter.limit('minNotional');
  return byPrice(boundTotal(filter, min), boundTotal(filter, filter.isOn('applyToMarket') ? min : undefined));
};

/** NOTIONAL: the least and the most `price * quantity`. */
export const notional: FilterCompiler = (filter) => {
  const min = filter.limit('minNotional');
  const max = filter.limit('maxNotional');
  const minAtMarket = filter.isOn('applyMinToMarket') ? min : undefined;
  const maxAtMarket = filter.isOn('applyMaxToMarket') ? max : undefined;
  return byPrice(boundTotal(filter, min, max), boundTotal(filter, minAtMarket, maxAtMarket));
};

/**
 * Binds how much an order trades by what it is worth: at its own price, or at the market's where it has none.
 * `quoteOrderQty` is that worth itself.
 */
export function boundTotal(filter: FilterReader, min: Limit | undefined, max?: Limit): Required<FilterRule>['leg'] {
  if (min === undefined && max === undefined) return () => {};
  const minutes = filter.count('avgPriceMins');
  const one = powerOfTen(filter.scale);
  // `quantity * price` is an integer at twice the scale.
  const least = min && min.value * one;
  const most = max && max.value * one;
  return (leg, sheet) => {
    const { quantity, quoteOrderQty, price, pegPriceType, form } = leg;
    if (pegPriceType !== undefined || form.amount === 'none') sheet.leaveOpen(filter.name);
    sheet.bind(quoteOrderQty, { filter: filter.name, min, max });
    if (quantity === undefined) return;
    const each = price ? price.value : executesAtMarket(leg.type) ? sheet.marketPrice(minutes) : undefined;
    if (each === undefined) return sheet.leaveOpen(filter.name);
    if (each === 0n) return;
    if (!sheet.isThorough) {
      const total = quantity.value * each;
      sheet.isBroken ||= (least !== undefined && total < least) || (most !== undefined && total > most);
      return;
    }
    sheet.bind(quantity, {
      filter: filter.name,
      min: min && { ...min, value: divideUp(min.value * one, each), verb: 'at its price is worth less than' },
      max: max && { ...max, value: (max.value * one) / each, verb: 'at its price is worth more than' },
    });
  };
}

function byPrice(limit: Required<FilterRule>['leg'], market: Required<FilterRule>['leg']): FilterRule {
  return { ofQuantity: true, leg: (leg, sheet) => (executesAtMarket(leg.type) ? market : limit)(leg, sheet) };
}
