/** The filters of the exchange, one in each file. `registry.ts` lists them. @module */

export type { Filter, FilterCompiler } from './filter.js';
export { FilterReader, wholeNumber } from './filter-reader.js';
export { filterCompilers } from './registry.js';
