import { isRefusal } from '../../refusals/refusal.js';
import { type Amount, maximum, minimum } from '../amount.js';
import { expire, finishList } from '../matching/lifecycle.js';
import { checkFunds, releaseWithheld, setLock } from '../matching/locks.js';
import { peg } from '../matching/peg.js';
import { reportList } from '../matching/reports.js';
import type { LiveList, Pair } from '../model/live-list.js';
import type { LiveOrder } from '../model/live-order.js';
import type { World } from '../model/world.js';
import { addedBy, examine, filter, fund, setLockPrice } from '../orders/admission.js';
import { start } from '../orders/start.js';
import { aboveAndBelow, examinePair } from './pair.js';

/** The working order of a list is filled: its pending orders are judged as new ones, and set going. */
export function activate(world: World, list: LiveList): void {
  const { working } = list;
  if (!working || !list.isOpen) return;
  const received = working.withheld;
  releaseWithheld(world, working);
  const pending = list.pending.filter((order) => order.isOpen) as LiveOrder[];
  try {
    for (const order of pending) prepare(world, order, list.isPaidByWorking ? received : undefined);
    if (pending.length === 2) examinePair(...aboveAndBelow(pending));
    fundPending(world, pending);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    for (const order of pending) expire(world, order, 'REJECTED');
    finishList(world, list);
    return;
  }
  reportList(world, list, 'EXEC_STARTED', 'EXECUTING');
  for (const order of byWaiting(pending)) if (order.isOpen) start(world, order);
}

/** Of a pair, the order that waits is set going first, so that it is there when the other trades at once. */
export function byWaiting(orders: readonly LiveOrder[]): LiveOrder[] {
  return [...orders].sort((one, other) => Number(other.isContingent) - Number(one.isContingent));
}

function prepare(world: World, order: LiveOrder, received: Amount | undefined): void {
  if (received !== undefined) {
    order.quantity = sellable(order, received);
    order.remaining = order.quantity;
  }
  if (!order.isContingent) peg(order);
  filter(world, order, addedBy([]));
  examine(order);
}

/** The most of a received amount that the lot sizes let an order sell. */
function sellable(order: LiveOrder, received: Amount): Amount {
  const { rules } = order.seat.market;
  const step = order.isMarket ? maximum(rules.stepSize, rules.marketStepSize) : rules.stepSize;
  let quantity = received;
  if (rules.maxQty > 0n) quantity = minimum(quantity, rules.maxQty);
  if (order.isMarket && rules.marketMaxQty > 0n) quantity = minimum(quantity, rules.marketMaxQty);
  return step > 0n ? quantity - (quantity % step) : quantity;
}

/** Locks for one order, or once for the pair of two. @throws -2010 */
export function fundPending(world: World, orders: readonly LiveOrder[]): void {
  const [one, other] = orders;
  if (!one) return;
  if (!other) {
    fund(world, one);
    return;
  }
  const [above, below] = aboveAndBelow(orders);
  setLockPrice(world, above);
  setLockPrice(world, below);
  const required = maximum(above.need, below.need);
  checkFunds(above, required);
  const pair: Pair = { above, below, locked: 0n };
  above.pair = pair;
  below.pair = pair;
  setLock(world, above, required);
}
