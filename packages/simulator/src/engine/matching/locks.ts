import { refusal } from '../../refusals/refusal.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveOrder } from '../model/live-order.js';
import { otherOrderOf } from '../model/live-order.js';
import { type Amount, maximum } from '../types/amount.js';

/** The balance from which an order is paid. */
function spentBalance(order: LiveOrder) {
  return order.side === 'BUY' ? order.owner.quote : order.owner.base;
}

/** Checks that the free balance suffices to lock an amount for an order. @throws {Refusal} INSUFFICIENT_BALANCE */
export function checkFunds(order: LiveOrder, amount: Amount): void {
  if (spentBalance(order).free < amount - order.locked) throw refusal('INSUFFICIENT_BALANCE');
}

/**
 * Sets the amount that an order locks. The two orders of an OCO pair share one amount. If the amount rises, the
 * difference is taken from the free balance. If it falls, the difference returns to the free balance.
 */
export function setLock(state: EngineState, order: LiveOrder, amount: Amount): void {
  const holder = order.pair ?? order;
  state.ledger.lock(order.owner.account, spentBalance(order), amount - holder.locked);
  holder.locked = amount;
}

/**
 * Sets the locked amount to what the remaining quantity of an order requires. An OCO pair locks one amount for both
 * orders: the larger of the two required amounts.
 */
export function updateLock(state: EngineState, order: LiveOrder): void {
  const { pair } = order;
  setLock(state, order, pair ? maximum(pair.above.requiredLock, pair.below.requiredLock) : order.requiredLock);
}

/**
 * Separates `order` from the other order of its OCO pair, because `order` executes. `order` takes over the amount that
 * the pair had locked.
 *
 * @returns the other order of the pair
 */
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

/** Unlocks the amount that the working order of an OPO has bought and kept locked for the pending orders. */
export function releaseWithheld(state: EngineState, working: LiveOrder): void {
  state.ledger.lock(working.owner.account, working.owner.base, -working.withheld);
  working.withheld = 0n;
}
