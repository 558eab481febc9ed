import { isRefusal } from '../../refusals/refusal.js';
import { emitOrder } from '../matching/emit-events.js';
import { dissolvePair } from '../matching/locks.js';
import { matchOrder } from '../matching/match-order.js';
import { expireOrder } from '../matching/order-lifecycle.js';
import { setPeggedPrice } from '../matching/set-pegged-price.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveOrder } from '../model/live-order.js';
import { applyFilters, countAdded, lockFunds } from './check-order.js';

/** Starts an accepted order whose funds are locked. If it has a trigger, it begins to wait, otherwise it is matched. */
export function startOrder(state: EngineState, order: LiveOrder): void {
  if (!order.isContingent) {
    matchOrder(state, order);
    return;
  }
  order.phase = 'WAITING';
  order.status = 'NEW';
  order.updateTime = state.time;
  order.sequence = state.nextSequence;
  state.nextSequence += 1;
  if (order.trailingDelta !== undefined && order.stopPrice === 0n && state.assumptions.trailingStart === 'lastPrice') {
    const { lastPrice } = order.owner.market;
    if (lastPrice !== undefined) {
      order.extreme = lastPrice;
      order.trailingTime = state.time;
    }
  }
  emitOrder(state, order, 'NEW', false);
  order.owner.market.waiting.add(order);
}

/** Triggers a waiting order: expires the other order of its OCO pair, then matches the order. */
export function triggerOrder(state: EngineState, order: LiveOrder): void {
  if (order.phase !== 'WAITING') return;
  const other = dissolvePair(order);
  if (other) expireOrder(state, other, 'OCO_TRIGGER');
  try {
    if (order.pegPriceType !== undefined) {
      setPeggedPrice(order);
      applyFilters(state, order, countAdded([]));
    }
    lockFunds(state, order);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    expireOrder(state, order, 'REJECTED');
    return;
  }
  matchOrder(state, order);
}
