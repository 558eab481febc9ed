import { refusal } from '../../refusals/refusal.js';
import type { LiveOrder } from '../model/live-order.js';

/**
 * Sets the price of a pegged order to the price of the level that its peg selects in the present book.
 *
 * @throws {Refusal} NO_LEVEL_FOR_PEG
 */
export function setPeggedPrice(order: LiveOrder): void {
  if (order.pegPriceType === undefined) return;
  const { market } = order.owner;
  const side = order.pegPriceType === 'PRIMARY_PEG' ? market.book(order.side) : market.opposite(order.side);
  const level = side.at(order.pegOffsetValue ?? 0);
  if (!level) throw refusal('NO_LEVEL_FOR_PEG');
  order.peggedPrice = level.price;
}
