import { minimum } from '../../packages/simulator/src/engine/types/amount.js';
import { halfOf, type Side, type Venue } from './flow.js';

type Order = { readonly id: number; readonly side: Side; readonly price: bigint; quantity: bigint; left: bigint };
type Level = { readonly price: bigint; readonly queue: Set<Order> };

/**
 * Creates a minimal order book to compare the engine with. The book only matches orders: it has two sorted lists of
 * levels with price-time priority, and calculates with the same integers as the engine. The book has no accounts,
 * balances, filters, order types, history, answers or events.
 */
export function bareBook(): Venue {
  const orders = new Map<number, Order>();
  /** The levels of each side. The best level is the last one. */
  const sides: Record<Side, Level[]> = { BUY: [], SELL: [] };
  let nextId = 1;

  /** Matches an order with the orders of the other side, and returns the quantity that is left. */
  const match = (side: Side, quantity: bigint, price?: bigint): bigint => {
    const levels = sides[side === 'BUY' ? 'SELL' : 'BUY'];
    let left = quantity;
    for (let best = levels.at(-1); best && left > 0n; best = levels.at(-1)) {
      if (price !== undefined && (side === 'BUY' ? best.price > price : best.price < price)) break;
      for (const maker of best.queue) {
        const traded = minimum(left, maker.left);
        left -= traded;
        maker.left -= traded;
        if (maker.left > 0n) break;
        best.queue.delete(maker);
        orders.delete(maker.id);
      }
      if (best.queue.size === 0) levels.pop();
    }
    return left;
  };

  return {
    place(_account, side, quantity, price) {
      const left = match(side, quantity, price);
      if (price === undefined || left === 0n) return undefined;
      const order: Order = { id: nextId, side, price, quantity, left };
      nextId += 1;
      orders.set(order.id, order);
      const levels = sides[side];
      const at = indexOf(levels, side, price);
      let level = levels[at];
      if (level?.price !== price) {
        level = { price, queue: new Set() };
        levels.splice(at, 0, level);
      }
      level.queue.add(order);
      return order.id;
    },
    cancel(_account, id) {
      const order = orders.get(id);
      if (!order) return false;
      orders.delete(id);
      const levels = sides[order.side];
      const at = indexOf(levels, order.side, order.price);
      const { queue } = levels[at] as Level;
      queue.delete(order);
      if (queue.size === 0) levels.splice(at, 1);
      return true;
    },
    halve(_account, id) {
      const order = orders.get(id);
      const half = order && order.left === order.quantity ? halfOf(order.quantity, order.price) : undefined;
      if (!order || half === undefined) return false;
      order.quantity = half;
      order.left = half;
      return true;
    },
  };
}

/**
 * Returns the index of the level with this price. If there is no such level, returns the index at which to insert it.
 */
function indexOf(levels: readonly Level[], side: Side, price: bigint): number {
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = (levels[middle] as Level).price;
    if (side === 'BUY' ? at < price : at > price) low = middle + 1;
    else high = middle;
  }
  return low;
}
