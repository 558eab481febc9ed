import { expire } from '../matching/lifecycle.js';
import type { Market } from '../model/market.js';
import type { World } from '../model/world.js';

/** Expires every open order of a market by the exchange's own will. */
export function expireAll(world: World, market: Market): void {
  for (const order of market.orders.values()) if (order.isOpen) expire(world, order, 'EXCHANGE_CANCELED');
}
