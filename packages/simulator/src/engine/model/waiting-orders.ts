import type { Amount } from '../amount.js';
import type { LiveOrder } from './live-order.js';

const BIPS = 10_000n;

/** The orders of one market that wait for its price: by stop price, and those that trail. */
export class WaitingOrders {
  /** Set off by a rise: the lowest stop price last. */
  readonly above: LiveOrder[] = [];
  /** Set off by a fall: the highest stop price last. */
  readonly below: LiveOrder[] = [];
  readonly trailing: Set<LiveOrder> = new Set();

  add(order: LiveOrder): void {
    if (order.trailingDelta !== undefined) {
      this.trailing.add(order);
      return;
    }
    const queue = order.triggersAbove ? this.above : this.below;
    queue.splice(this.find(queue, order), 0, order);
  }

  remove(order: LiveOrder): void {
    if (this.trailing.delete(order)) return;
    const queue = order.triggersAbove ? this.above : this.below;
    const index = this.find(queue, order);
    if (queue[index] === order) queue.splice(index, 1);
  }

  /**
   * Tells the waiting orders of a trade.
   *
   * @returns those it sets off, which wait no longer: by stop price from the nearest, then by age, then the trailing.
   */
  follow(price: Amount, time: number): LiveOrder[] {
    const due: LiveOrder[] = [];
    for (let order = this.above.at(-1); order && price >= order.stopPrice; order = this.above.at(-1)) {
      due.push(order);
      this.above.pop();
    }
    for (let order = this.below.at(-1); order && price <= order.stopPrice; order = this.below.at(-1)) {
      due.push(order);
      this.below.pop();
    }
    for (const order of this.trailing) {
      if (!trail(order, price, time)) continue;
      due.push(order);
      this.trailing.delete(order);
    }
    return due;
  }

  /** Index of an order, or of where it belongs: the next to be set off is last, of equal prices the oldest. */
  private find(queue: readonly LiveOrder[], order: LiveOrder): number {
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAfter(queue[middle] as LiveOrder, order)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isAfter(one: LiveOrder, other: LiveOrder): boolean {
  if (one.stopPrice === other.stopPrice) return one.sequence > other.sequence;
  return one.triggersAbove ? one.stopPrice > other.stopPrice : one.stopPrice < other.stopPrice;
}

/** Lets a trailing stop see a price: it begins to follow at its stop price, and is due after turning by its delta. */
function trail(order: LiveOrder, price: Amount, time: number): boolean {
  if (order.extreme === undefined) {
    const isReached = order.triggersAbove ? price >= order.stopPrice : price <= order.stopPrice;
    if (order.stopPrice > 0n && !isReached) return false;
    order.extreme = price;
    order.trailingTime = time;
    return false;
  }
  const delta = BigInt(order.trailingDelta ?? 0);
  if (order.side === 'SELL') {
    if (price > order.extreme) order.extreme = price;
    return price * BIPS <= order.extreme * (BIPS - delta);
  }
  if (price < order.extreme) order.extreme = price;
  return price * BIPS >= order.extreme * (BIPS + delta);
}
