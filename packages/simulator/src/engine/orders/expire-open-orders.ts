import { expireOrder } from '../matching/order-lifecycle.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveMarket } from '../model/live-order.js';

/** Expires every open order of a market with the expiry reason `EXCHANGE_CANCELED`. */
export function expireOpenOrders(state: EngineState, market: LiveMarket): void {
  for (const order of market.orders.values()) if (order.isOpen) expireOrder(state, order, 'EXCHANGE_CANCELED');
}
