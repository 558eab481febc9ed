import type { FilterCompiler } from './filter.js';
import { priceBand } from './price-band.js';

/** PERCENT_PRICE: how far `price` may be from the reference price or the average price. */
export const percentPrice: FilterCompiler = priceBand('multiplier', 'multiplier');
