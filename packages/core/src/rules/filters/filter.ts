import type { OrderCheck, OrderLeg } from '../order-check.js';
import type { RuledSymbol } from '../symbol-info.js';
import type { FilterReader } from './filter-reader.js';

/**
 * A compiled filter of a symbol. `checkLeg` checks one order, and runs for each order of an order list. `checkOrder`
 * checks the call as a whole.
 */
export type Filter = {
  readonly checkLeg?: (leg: OrderLeg, check: OrderCheck) => void;
  readonly checkOrder?: (check: OrderCheck) => void;
  /**
   * If true, `checkLeg` also runs for an amendment, and checks its new quantity. Filters that depend on the quantity
   * set this field.
   */
  readonly checksAmendments?: true;
};

/** Compiles a filter of one type for a symbol. */
export type FilterCompiler = (filter: FilterReader, symbol: RuledSymbol) => Filter;
