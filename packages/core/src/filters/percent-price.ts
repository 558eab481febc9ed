import type { Limit } from './bound.js';
import type { FilterCompiler } from './filter-rule.js';
import { divideUp, formatScaled, powerOfTen } from './scaled.js';

/** PERCENT_PRICE: how far `price` may be from the reference or average price. */
export const percentPrice: FilterCompiler = band(() => 'multiplier');

/** PERCENT_PRICE_BY_SIDE: the same, with a band for each side. */
export const percentPriceBySide: FilterCompiler = band((side) => (side === 'SELL' ? 'askMultiplier' : 'bidMultiplier'));

function band(fieldOf: (side: string | undefined) => string): FilterCompiler {
  return (filter) => {
    const minutes = filter.number('avgPriceMins');
    const one = powerOfTen(filter.scale);
    return {
      leg({ price, side, pegPriceType }, sheet) {
        if (pegPriceType !== undefined) sheet.leaveOpen(filter.name);
        if (price === undefined) return;
        const market = sheet.marketPrice(minutes);
        if (market === undefined) return sheet.leaveOpen(filter.name);
        const limit = (end: 'Up' | 'Down'): Limit | undefined => {
          const times = filter.limit(fieldOf(side) + end);
          if (times === undefined) return undefined;
          const product = market * times.value;
          const value = end === 'Up' ? product / one : divideUp(product, one);
          return { ...times, text: formatScaled(product, 2 * filter.scale), value };
        };
        sheet.bind(price, { filter: filter.name, min: limit('Down'), max: limit('Up') });
      },
    };
  };
}
