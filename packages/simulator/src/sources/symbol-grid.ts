import { amount } from '../engine/types/amount.js';
import type { Amount, SymbolInfo } from '../engine/types/index.js';

/** The steps and bounds of a symbol's prices and quantities. */
export type SymbolGrid = {
  readonly tickSize: Amount;
  readonly stepSize: Amount;
  /** The smallest allowed quantity, which is above 0. */
  readonly leastQuantity: Amount;
  /** The largest allowed quantity of an order. */
  readonly maxQuantity: Amount;
};

/**
 * Reads the steps and bounds from the filters of a symbol. If a filter is missing or its value is 0, the step is
 * 0.00000001, the smallest quantity is one step, and the largest quantity is 1,000,000.
 */
export function gridOf({ filters }: SymbolInfo): SymbolGrid {
  const price = filters.find((filter) => filter.filterType === 'PRICE_FILTER');
  const lot = filters.find((filter) => filter.filterType === 'LOT_SIZE');
  const read = (text: string | undefined, otherwise: Amount): Amount => {
    const value = amount(text ?? '0');
    return value > 0n ? value : otherwise;
  };
  const stepSize = read(lot?.stepSize, 1n);
  const minQty = read(lot?.minQty, stepSize);
  return {
    tickSize: read(price?.tickSize, 1n),
    stepSize,
    leastQuantity: minQty % stepSize === 0n ? minQty : minQty + stepSize - (minQty % stepSize),
    maxQuantity: read(lot?.maxQty, amount('1000000')),
  };
}
