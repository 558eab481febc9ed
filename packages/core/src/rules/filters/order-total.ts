import { divideUp, powerOfTen } from '../../decimal/index.js';
import { type NumberLimit, type NumberRule, satisfies } from '../number-rule.js';
import { executesAtMarket } from '../order-types.js';
import type { Filter } from './filter.js';
import type { FilterReader } from './filter-reader.js';

type LegCheck = Required<Filter>['checkLeg'];

/**
 * Limits the total of an order: its quantity times its price. For an order that executes at the market price, the
 * market price is used instead. If `quoteOrderQty` is sent, it is the total.
 */
export function checkTotal(filter: FilterReader, min: NumberLimit | undefined, max?: NumberLimit): LegCheck {
  if (min === undefined && max === undefined) return () => {};
  const minutes = filter.count('avgPriceMins');
  const one = powerOfTen(filter.scale);
  // The product of two scaled integers has twice as many decimal places, so the limits are converted to the same number
  // of places.
  const total: NumberRule = {
    filter: filter.name,
    min: min && { ...min, value: min.value * one, verb: 'times its price is below' },
    max: max && { ...max, value: max.value * one, verb: 'times its price is above' },
  };
  return (leg, check) => {
    const { quantity, quoteOrderQty, price, pegPriceType, form } = leg;
    if (pegPriceType !== undefined || form.amount === 'none') check.markUnjudged(filter.name);
    check.applyRule(quoteOrderQty, { filter: filter.name, min, max });
    if (quantity === undefined) return;
    const unitPrice = price ? price.value : executesAtMarket(leg.type) ? check.marketPrice(minutes) : undefined;
    if (unitPrice === undefined) return check.markUnjudged(filter.name);
    if (unitPrice === 0n) return;
    if (!check.isDetailed) {
      check.hasIllegalNumber ||= !satisfies(quantity.value * unitPrice, total);
      return;
    }
    check.applyRule(quantity, {
      filter: filter.name,
      min: total.min && { ...total.min, value: divideUp(total.min.value, unitPrice) },
      max: total.max && { ...total.max, value: total.max.value / unitPrice },
    });
  };
}
