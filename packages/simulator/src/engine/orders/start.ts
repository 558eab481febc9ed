import { isRefusal } from '../../refusals/refusal.js';
import { expire } from '../matching/lifecycle.js';
import { claimPair } from '../matching/locks.js';
import { peg } from '../matching/peg.js';
import { reportOrder } from '../matching/reports.js';
import { enter } from '../matching/take.js';
import type { LiveOrder } from '../model/live-order.js';
import type { World } from '../model/world.js';
import { addedBy, filter, fund } from './admission.js';

/** Sets a registered and funded order going: contingent ones wait, the others enter the market. */
export function start(world: World, order: LiveOrder): void {
  if (!order.isContingent) {
    enter(world, order);
    return;
  }
  order.phase = 'WAITING';
  order.status = 'NEW';
  order.updateTime = world.time;
  order.sequence = world.nextSequence;
  world.nextSequence += 1;
  if (order.trailingDelta !== undefined && order.stopPrice === 0n && world.choices.trailingStart === 'lastPrice') {
    const { lastPrice } = order.seat.market;
    if (lastPrice !== undefined) {
      order.extreme = lastPrice;
      order.trailingTime = world.time;
    }
  }
  reportOrder(world, order, 'NEW', false);
  order.seat.market.waiting.add(order);
}

/** A waiting order's price has come: the other order of its pair ends first, then it enters the market. */
export function fire(world: World, order: LiveOrder): void {
  if (order.phase !== 'WAITING') return;
  const other = claimPair(order);
  if (other) expire(world, other, 'OCO_TRIGGER');
  try {
    if (order.pegPriceType !== undefined) {
      peg(order);
      filter(world, order, addedBy([]));
    }
    fund(world, order);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    expire(world, order, 'REJECTED');
    return;
  }
  enter(world, order);
}
