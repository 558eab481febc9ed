import { ExchangeError } from '../errors.js';
import type { LiveOrder } from '../model/live-order.js';

/** Gives a pegged order its price: a level of its own side, or of the other, as the book is now. @throws -2010 */
export function peg(order: LiveOrder): void {
  if (order.pegPriceType === undefined) return;
  const { market } = order.seat;
  const side = order.pegPriceType === 'PRIMARY_PEG' ? market.book(order.side) : market.opposite(order.side);
  const level = side.at(order.pegOffsetValue ?? 0);
  if (!level) throw new ExchangeError(-2010, 'Order book liquidity is too low for this pegged order.');
  order.peggedPrice = level.price;
}
