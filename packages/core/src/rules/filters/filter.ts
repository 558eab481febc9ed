import type { OrderCheck, OrderLeg } from '../order-check.js';
import type { RuledSymbol } from '../symbol-info.js';
import type { FilterReader } from './filter-reader.js';

/** A filter of a symbol, compiled. It checks each leg of an order, or the order as a whole. */
export type Filter = {
  readonly checkLeg?: (leg: OrderLeg, check: OrderCheck) => void;
  readonly checkOrder?: (check: OrderCheck) => void;
  /** The filter is about the quantity, so `checkLeg` applies to amendments too. */
  readonly checksAmendments?: true;
};

/** Compiles one type of filter for a symbol. */
export type FilterCompiler = (filter: FilterReader, symbol: RuledSymbol) => Filter;
