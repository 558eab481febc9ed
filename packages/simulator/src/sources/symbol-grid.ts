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
 * Reads the tick size, the quantity step and the bounds of the quantity from the filters of a symbol. A value that is
 * missing or 0 has a default: 0.00000001 for the tick size and the quantity step, one step for the smallest quantity,
 * and 1,000,000 for the largest quantity.
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
