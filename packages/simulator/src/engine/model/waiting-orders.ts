import type { Amount, Side } from '../types/index.js';

const BIPS = 10_000n;

/** The fields of a waiting order that decide when it triggers. */
export type WaitingOrder = {
  readonly side: Side;
  readonly stopPrice: Amount;
  readonly trailingDelta: number | undefined;
  readonly triggersAbove: boolean;
  /**
   * The order's place in the sequence in which orders began to wait for a trigger. An older order has a lower number.
   */
  readonly sequence: number;
  /**
   * The highest price (SELL) or lowest price (BUY) since this trailing stop order began to follow the market. Undefined
   * before the order follows the market.
   */
  extreme: Amount | undefined;
  trailingTime: number | undefined;
};

/** The orders of one market that wait for their triggers. */
export class WaitingOrders<Order extends WaitingOrder> {
  /** Orders that a rising price triggers. The one with the lowest stop price is last, because it triggers first. */
  readonly above: Order[] = [];
  /** Orders that a falling price triggers. The one with the highest stop price is last, because it triggers first. */
  readonly below: Order[] = [];
  readonly trailing: Set<Order> = new Set();

  add(order: Order): void {
    if (order.trailingDelta !== undefined) {
      this.trailing.add(order);
      return;
    }
    const queue = order.triggersAbove ? this.above : this.below;
    queue.splice(this.find(queue, order), 0, order);
  }

  remove(order: Order): void {
    if (this.trailing.delete(order)) return;
    const queue = order.triggersAbove ? this.above : this.below;
    const index = this.find(queue, order);
    if (queue[index] === order) queue.splice(index, 1);
  }

  /**
   * Applies the price of a trade.
   *
   * @returns the triggered orders, which no longer wait. Orders with a stop price come first, in the sequence in which
   * a moving price reaches their stop prices. At the same stop price, older orders come first. Trailing stop orders
   * come last.
   */
  onTrade(price: Amount, time: number): Order[] {
    const triggered: Order[] = [];
    for (let order = this.above.at(-1); order && price >= order.stopPrice; order = this.above.at(-1)) {
      triggered.push(order);
      this.above.pop();
    }
    for (let order = this.below.at(-1); order && price <= order.stopPrice; order = this.below.at(-1)) {
      triggered.push(order);
      this.below.pop();
    }
    for (const order of this.trailing) {
      if (!updateTrailingStop(order, price, time)) continue;
      triggered.push(order);
      this.trailing.delete(order);
    }
    return triggered;
  }

  /**
   * Index of an order, or the index at which it would be inserted. The queue is sorted so that the order that triggers
   * next is last.
   */
  private find(queue: readonly Order[], order: Order): number {
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (triggersAfter(queue[middle] as Order, order)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function triggersAfter(one: WaitingOrder, other: WaitingOrder): boolean {
  if (one.stopPrice === other.stopPrice) return one.sequence > other.sequence;
  return one.triggersAbove ? one.stopPrice > other.stopPrice : one.stopPrice < other.stopPrice;
}

/**
 * Applies a price to a trailing stop order. The order begins to follow the market when the price reaches the order's
 * stop price. From then on, its extreme is the highest price (SELL) or lowest price (BUY). The order triggers when the
 * price has moved back from the extreme by the order's trailing delta.
 *
 * @returns whether the order is triggered
 */
function updateTrailingStop(order: WaitingOrder, price: Amount, time: number): boolean {
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
