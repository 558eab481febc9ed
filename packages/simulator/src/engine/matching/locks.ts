import { refusal } from '../../refusals/refusal.js';
import { type Amount, maximum } from '../amount.js';
import { otherOf } from '../model/live-list.js';
import type { LiveOrder } from '../model/live-order.js';
import type { World } from '../model/world.js';

/** The balance that an order spends. */
function spent(order: LiveOrder) {
  return order.side === 'BUY' ? order.seat.quote : order.seat.base;
}

/** Whether what is free covers a lock of an order's own. @throws -2010 */
export function checkFunds(order: LiveOrder, amount: Amount): void {
  if (spent(order).free < amount - order.locked) throw refusal('INSUFFICIENT_BALANCE');
}

/** Makes an order's lock the given amount; the difference comes from, or goes back to, the free balance. */
export function setLock(world: World, order: LiveOrder, amount: Amount): void {
  const holder = order.pair ?? order;
  world.ledger.lock(order.seat.account, spent(order), amount - holder.locked);
  holder.locked = amount;
}

/** Brings an order's lock, or its pair's, in line with what is left of it. */
export function relock(world: World, order: LiveOrder): void {
  const { pair } = order;
  setLock(world, order, pair ? maximum(pair.above.need, pair.below.need) : order.need);
}

/** An order of a pair begins to work: the pair's lock is its own from here on, and the other order has none. */
export function claimPair(order: LiveOrder): LiveOrder | undefined {
  const { pair } = order;
  if (!pair) return undefined;
  const other = otherOf(pair, order);
  order.locked = pair.locked;
  order.pair = undefined;
  other.pair = undefined;
  pair.locked = 0n;
  return other;
}

/** Gives back what an OPO holds for its pending orders. */
export function releaseWithheld(world: World, working: LiveOrder): void {
  world.ledger.lock(working.seat.account, working.seat.base, -working.withheld);
  working.withheld = 0n;
}
