import type { EngineState } from '../model/engine-state.js';
import type { LiveOrder } from '../model/live-order.js';
import { type Amount, ONE } from '../types/amount.js';

/** The range of prices at which a taker may trade. An undefined bound does not apply. */
export type PriceRange = { readonly low: Amount | undefined; readonly high: Amount | undefined };

/**
 * The present price range of an order. Undefined if the symbol has no execution rule PRICE_RANGE, or no reference
 * price.
 */
export function priceRange(state: EngineState, order: LiveOrder): PriceRange | undefined {
  const { market } = order.owner;
  if (!market.range) return undefined;
  const reference = market.reference.at(state.time);
  if (reference === null) return undefined;
  const { up, down } = market.range[order.side];
  return {
    high: up === undefined ? undefined : reference * up,
    low: down === undefined ? undefined : reference * down,
  };
}

export function isOutside(range: PriceRange | undefined, price: Amount): boolean {
  if (!range) return false;
  const scaled = price * ONE;
  return (range.high !== undefined && scaled > range.high) || (range.low !== undefined && scaled < range.low);
}
