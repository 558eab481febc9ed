import { activatePendingOrders } from './lists/activate-pending-orders.js';
import type { EngineState } from './model/engine-state.js';
import { triggerOrder } from './orders/start-order.js';

/**
 * Starts the orders that trades have triggered, and the pending orders that trades have activated. The trades of these
 * orders can trigger and activate further orders, which are also started.
 */
export function startTriggeredOrders(state: EngineState): void {
  for (let next = state.followUps.shift(); next; next = state.followUps.shift()) {
    if (next.kind === 'TRIGGERED') triggerOrder(state, next.order);
    else activatePendingOrders(state, next.list);
  }
}
