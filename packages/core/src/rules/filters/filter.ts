import type { OrderCheck, OrderLeg } from '../order-check.js';
import type { RuledSymbol } from '../symbol-info.js';
import type { FilterReader } from './filter-reader.js';

/** A compiled filter of a symbol. */
export type Filter = {
  /** Checks one order. Runs for each order of an order list. */
  readonly checkLeg?: (leg: OrderLeg, check: OrderCheck) => void;
  /** Checks the call as a whole. Runs once, however many orders the call has. */
  readonly checkOrder?: (check: OrderCheck) => void;
  /**
   * If true, `checkLeg` also runs for an amendment, and checks its new quantity. Filters that depend on the quantity
   * set this field.
   */
  readonly checksAmendments?: true;
};

/** Compiles a filter of one type for a symbol. */
export type FilterCompiler = (filter: FilterReader, symbol: RuledSymbol) => Filter;
