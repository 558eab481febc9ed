import { refusal } from '../../refusals/refusal.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveOrder } from '../model/live-order.js';
import { otherOrderOf } from '../model/live-order.js';
import { type Amount, maximum } from '../types/amount.js';

/** The balance that an order spends. */
function spentBalance(order: LiveOrder) {
  return order.side === 'BUY' ? order.owner.quote : order.owner.base;
}

/** Whether what is free covers a lock of an order's own. @throws -2010 */
export function checkFunds(order: LiveOrder, amount: Amount): void {
  if (spentBalance(order).free < amount - order.locked) throw refusal('INSUFFICIENT_BALANCE');
}

/** Makes an order's lock the given amount; the difference comes from, or goes back to, the free balance. */
export function setLock(state: EngineState, order: LiveOrder, amount: Amount): void {
  const holder = order.pair ?? order;
  state.ledger.lock(order.owner.account, spentBalance(order), amount - holder.locked);
  holder.locked = amount;
}

/** Brings an order's lock, or its pair's, in line with what is left of it. */
export function updateLock(state: EngineState, order: LiveOrder): void {
  const { pair } = order;
  setLock(state, order, pair ? maximum(pair.above.requiredLock, pair.below.requiredLock) : order.requiredLock);
}

/** An order of a pair begins to work: the pair's lock is its own from here on, and the other order has none. */
export function dissolvePair(order: LiveOrder): LiveOrder | undefined {
  const { pair } = order;
  if (!pair) return undefined;
  const other = otherOrderOf(pair, order);
  order.locked = pair.locked;
  order.pair = undefined;
  other.pair = undefined;
  pair.locked = 0n;
  return other;
}

/** Gives back what an OPO holds for its pending orders. */
export function releaseWithheld(state: EngineState, working: LiveOrder): void {
  state.ledger.lock(working.owner.account, working.owner.base, -working.withheld);
  working.withheld = 0n;
}
