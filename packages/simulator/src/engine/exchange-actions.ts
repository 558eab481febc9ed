import { expire } from './lifecycle.js';
import type { Market } from './market.js';
import type { World } from './world.js';

/** Expires every open order of a market by the exchange's own will. */
export function expireAll(world: World, market: Market): void {
  for (const order of market.orders.values()) if (order.isOpen) expire(world, order, 'EXCHANGE_CANCELED');
}
