import { activatePendingOrders } from './lists/activate-pending-orders.js';
import type { EngineState } from './model/engine-state.js';
import { triggerOrder } from './orders/start-order.js';

/** Does what the trades so far have set off, and what that sets off in turn. */
export function runFollowUps(state: EngineState): void {
  for (let next = state.followUps.shift(); next; next = state.followUps.shift()) {
    if (next.kind === 'TRIGGERED') triggerOrder(state, next.order);
    else activatePendingOrders(state, next.list);
  }
}
