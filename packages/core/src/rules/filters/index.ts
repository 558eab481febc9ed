/**
 * The filters of the exchange. `registry.ts` lists them. `max-num.ts` has all filters with MAX_NUM in their name.
 * @module
 */

export type { Filter, FilterCompiler } from './filter.js';
export { FilterReader, wholeNumber } from './filter-reader.js';
export { filterCompilers } from './registry.js';
