import type { FilterCompiler } from './filter.js';
import { priceBand } from './price-band.js';

/** PERCENT_PRICE_BY_SIDE: how far `price` may be from the reference price or the average price, separate for each side. */
export const percentPriceBySide: FilterCompiler = priceBand('bidMultiplier', 'askMultiplier');
