import { isRefusal } from '../../refusals/refusal.js';
import { emitList } from '../matching/emit-events.js';
import { checkFunds, releaseWithheld, setLock } from '../matching/locks.js';
import { closeListIfDone, expireOrder } from '../matching/order-lifecycle.js';
import { setPeggedPrice } from '../matching/set-pegged-price.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveList, LiveOrder, Pair } from '../model/live-order.js';
import { applyFilters, checkAgainstMarket, countAdded, lockFunds, setLockPrice } from '../orders/check-order.js';
import { startOrder } from '../orders/start-order.js';
import { type Amount, maximum, minimum } from '../types/amount.js';
import { aboveAndBelow, checkPairPrices } from './check-oco.js';

/**
 * Starts the pending orders of an order list after its working order was filled. The pending orders are checked like
 * new orders. If one of them fails a check, all of them expire.
 */
export function activatePendingOrders(state: EngineState, list: LiveList): void {
  const { working } = list;
  if (!working || !list.isOpen) return;
  const received = working.withheld;
  releaseWithheld(state, working);
  const pending = list.pending.filter((order) => order.isOpen) as LiveOrder[];
  try {
    for (const order of pending) prepare(state, order, list.isPaidByWorking ? received : undefined);
    if (pending.length === 2) checkPairPrices(...aboveAndBelow(pending));
    lockPendingFunds(state, pending);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    for (const order of pending) expireOrder(state, order, 'REJECTED');
    closeListIfDone(state, list);
    return;
  }
  emitList(state, list, 'EXEC_STARTED', 'EXECUTING');
  for (const order of contingentFirst(pending)) if (order.isOpen) startOrder(state, order);
}

/**
 * Sorts the two orders of an OCO pair so that the order with a trigger starts first. The order without a trigger can
 * trade as soon as it starts, and the order with a trigger must be waiting by then.
 */
export function contingentFirst(orders: readonly LiveOrder[]): LiveOrder[] {
  return [...orders].sort((one, other) => Number(other.isContingent) - Number(one.isContingent));
}

function prepare(state: EngineState, order: LiveOrder, received: Amount | undefined): void {
  if (received !== undefined) {
    order.quantity = sellable(order, received);
    order.remaining = order.quantity;
  }
  if (!order.isContingent) setPeggedPrice(order);
  applyFilters(state, order, countAdded([]));
  checkAgainstMarket(order);
}

/**
 * Limits `received`, the quantity that the working order has bought, to the largest allowed quantity, and rounds it
 * down to the step size.
 */
function sellable(order: LiveOrder, received: Amount): Amount {
  const { rules } = order.owner.market;
  const step = order.isMarket ? maximum(rules.stepSize, rules.marketStepSize) : rules.stepSize;
  let quantity = received;
  if (rules.maxQty > 0n) quantity = minimum(quantity, rules.maxQty);
  if (order.isMarket && rules.marketMaxQty > 0n) quantity = minimum(quantity, rules.marketMaxQty);
  return step > 0n ? quantity - (quantity % step) : quantity;
}

/**
 * Locks the funds of one order, or of both orders of an OCO pair. The pair locks only one amount, because only one of
 * its orders executes.
 *
 * @throws {Refusal} INSUFFICIENT_BALANCE
 */
export function lockPendingFunds(state: EngineState, orders: readonly LiveOrder[]): void {
  const [one, other] = orders;
  if (!one) return;
  if (!other) {
    lockFunds(state, one);
    return;
  }
  const [above, below] = aboveAndBelow(orders);
  setLockPrice(state, above);
  setLockPrice(state, below);
  const required = maximum(above.requiredLock, below.requiredLock);
  checkFunds(above, required);
  const pair: Pair = { above, below, locked: 0n };
  above.pair = pair;
  below.pair = pair;
  setLock(state, above, required);
}
