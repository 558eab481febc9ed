import { formatScaled, powerOfTen } from '../../decimal/index.js';
import type { NumberLimit } from '../number-rule.js';
import type { FilterCompiler } from './filter.js';

/**
 * PERCENT_PRICE: how far `price` may be from the reference price, or from the average price if the symbol has no
 * reference price.
 */
export const percentPrice: FilterCompiler = priceBand('multiplier', 'multiplier');

/** PERCENT_PRICE_BY_SIDE: like PERCENT_PRICE, with different multipliers for each side. */
export const percentPriceBySide: FilterCompiler = priceBand('bidMultiplier', 'askMultiplier');

/**
 * Creates a filter that limits how far `price` may be above and below the market price. `buy` and `sell` are the names
 * of the multipliers without the suffix `Down` or `Up`.
 */
function priceBand(buy: string, sell: string): FilterCompiler {
  return (filter) => {
    const minutes = filter.count('avgPriceMins');
    const one = powerOfTen(filter.scale);
    const [buyBand, sellBand] = [buy, sell].map((field) => [filter.limit(`${field}Down`), filter.limit(`${field}Up`)]);
    return {
      checkLeg({ price, side, pegPriceType }, check) {
        if (pegPriceType !== undefined) check.markUnjudged(filter.name);
        if (price === undefined) return;
        const market = check.marketPrice(minutes);
        if (market === undefined) return check.markUnjudged(filter.name);
        const [down, up] = (side === 'SELL' ? sellBand : buyBand) ?? [];
        // Returns the market price times a multiplier, as a limit of `price`. `added` rounds up or down.
        const limit = (multiplier: NumberLimit | undefined, added: bigint): NumberLimit | undefined => {
          if (multiplier === undefined) return undefined;
          const product = market * multiplier.value;
          // Only the messages of a detailed check contain the text.
          const text = check.isDetailed ? formatScaled(product, 2 * filter.scale) : '';
          return { name: multiplier.name, text, value: (product + added) / one };
        };
        check.applyRule(price, { filter: filter.name, min: limit(down, one - 1n), max: limit(up, 0n) });
      },
    };
  };
}
