import { divideUp, formatScaled, powerOfTen } from '../../decimal/index.js';
import type { Limit } from '../bound.js';
import type { FilterCompiler } from '../filter-rule.js';

/** PERCENT_PRICE: how far `price` may be from the reference or average price. */
export const percentPrice: FilterCompiler = band('multiplier', 'multiplier');

/** PERCENT_PRICE_BY_SIDE: the same, with a band for each side. */
export const percentPriceBySide: FilterCompiler = band('bidMultiplier', 'askMultiplier');

function band(buying: string, selling: string): FilterCompiler {
  return (filter) => {
    const minutes = filter.count('avgPriceMins');
    const one = powerOfTen(filter.scale);
    const [buy, sell] = [buying, selling].map((field) => [filter.limit(`${field}Down`), filter.limit(`${field}Up`)]);
    /** A multiple of the market price, as a limit of the price; its text is only written where someone reads it. */
    const times = (
      market: bigint,
      multiplier: Limit | undefined,
      isMin: boolean,
      isShown: boolean,
    ): Limit | undefined => {
      if (multiplier === undefined) return undefined;
      const product = market * multiplier.value;
      const value = isMin ? divideUp(product, one) : product / one;
      return { name: multiplier.name, text: isShown ? formatScaled(product, 2 * filter.scale) : '', value };
    };
    return {
      leg({ price, side, pegPriceType }, sheet) {
        if (pegPriceType !== undefined) sheet.leaveOpen(filter.name);
        if (price === undefined) return;
        const market = sheet.marketPrice(minutes);
        if (market === undefined) return sheet.leaveOpen(filter.name);
        const [down, up] = (side === 'SELL' ? sell : buy) ?? [];
        const { isThorough } = sheet;
        const min = times(market, down, true, isThorough);
        sheet.bind(price, { filter: filter.name, min, max: times(market, up, false, isThorough) });
      },
    };
  };
}
