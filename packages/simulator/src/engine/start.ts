import { activate } from './activate.js';
import { addedBy, filter, fund } from './admission.js';
import { ExchangeError } from './errors.js';
import { expire } from './lifecycle.js';
import type { LiveOrder } from './live-order.js';
import { claimPair } from './locks.js';
import { peg } from './peg.js';
import { reportOrder } from './reports.js';
import { enter } from './take.js';
import type { World } from './world.js';

/** Sets a registered and funded order going: contingent ones wait, the others enter the market. */
export function start(world: World, order: LiveOrder): void {
  if (!order.isContingent) {
    enter(world, order);
    return;
  }
  order.phase = 'WAITING';
  order.status = 'NEW';
  order.updateTime = world.time;
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

/** Does what the trades so far have set off, and what that sets off in turn. */
export function drain(world: World): void {
  for (let next = world.deferred.shift(); next; next = world.deferred.shift()) {
    if (next.kind === 'TRIGGERED') fire(world, next.order);
    else activate(world, next.list);
  }
}

/** A waiting order's price has come: the other order of its pair ends first, then it enters the market. */
function fire(world: World, order: LiveOrder): void {
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
    if (!(error instanceof ExchangeError)) throw error;
    expire(world, order, 'REJECTED');
    return;
  }
  enter(world, order);
}
