import type { Amount } from '../amount.js';
import type { BookLevel, Side } from '../types.js';
import type { LiveOrder } from './live-order.js';

/** The orders at one price, in order of arrival, as a linked queue: joining and leaving cost the same for any length. */
export class Level {
  readonly price: Amount;
  /** What is shown. */
  total: Amount = 0n;
  head: LiveOrder | undefined = undefined;
  tail: LiveOrder | undefined = undefined;

  constructor(price: Amount) {
    this.price = price;
  }

  append(order: LiveOrder): void {
    order.level = this;
    order.previous = this.tail;
    order.next = undefined;
    if (this.tail) this.tail.next = order;
    else this.head = order;
    this.tail = order;
    this.total += order.visible;
  }

  remove(order: LiveOrder): void {
    if (order.previous) order.previous.next = order.next;
    else this.head = order.next;
    if (order.next) order.next.previous = order.previous;
    else this.tail = order.previous;
    order.level = order.previous = order.next = undefined;
    this.total -= order.visible;
  }
}

/**
 * One side of a book: levels sorted with the best **last**, found by bisection. Business happens near the best price, so
 * that what an insertion has to move is short.
 */
export class BookSide {
  readonly side: Side;
  readonly levels: Level[] = [];

  constructor(side: Side) {
    this.side = side;
  }

  get best(): Level | undefined {
    return this.levels[this.levels.length - 1];
  }

  /** The level `depth` steps behind the best. */
  at(depth: number): Level | undefined {
    return this.levels[this.levels.length - 1 - depth];
  }

  /** Whether an order of the other side that may pay or take `limit` reaches `price` on this side. */
  reaches(limit: Amount | undefined, price: Amount): boolean {
    if (limit === undefined) return true;
    return this.side === 'SELL' ? price <= limit : price >= limit;
  }

  add(order: LiveOrder, price: Amount): Level {
    const index = this.find(price);
    let level = this.levels[index];
    if (level?.price !== price) {
      level = new Level(price);
      this.levels.splice(index, 0, level);
    }
    level.append(order);
    return level;
  }

  /** Takes an order off; its level goes with the last order. */
  remove(order: LiveOrder): Level {
    const level = order.level as Level;
    level.remove(order);
    if (!level.head) this.drop(level);
    return level;
  }

  drop(level: Level): void {
    if (this.best === level) this.levels.pop();
    else this.levels.splice(this.find(level.price), 1);
  }

  snapshot(limit: number): BookLevel[] {
    const rows: BookLevel[] = [];
    for (let depth = 0; depth < limit; depth += 1) {
      const level = this.at(depth);
      if (!level) break;
      rows.push([level.price, level.total]);
    }
    return rows;
  }

  /** Index of the price, or of where it belongs. */
  private find(price: Amount): number {
    const rising = this.side === 'BUY';
    let low = 0;
    let high = this.levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = (this.levels[middle] as Level).price;
      if (rising ? at < price : at > price) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
