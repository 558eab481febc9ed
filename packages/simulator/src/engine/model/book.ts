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

/** A block with more levels is cut in two. */
const LONGEST_BLOCK = 256;

/**
 * One side of a book: levels sorted with the best **last**, in blocks, so that what an insertion has to move is short in
 * a book of any depth.
 */
export class BookSide {
  readonly side: Side;
  /** None is empty, but for the only one of an empty side. */
  private readonly blocks: Level[][] = [[]];

  constructor(side: Side) {
    this.side = side;
  }

  get best(): Level | undefined {
    const block = this.blocks[this.blocks.length - 1] as Level[];
    return block[block.length - 1];
  }

  /** The level `depth` steps behind the best. */
  at(depth: number): Level | undefined {
    let left = depth;
    for (let index = this.blocks.length - 1; index >= 0; index -= 1) {
      const block = this.blocks[index] as Level[];
      if (left < block.length) return block[block.length - 1 - left];
      left -= block.length;
    }
    return undefined;
  }

  /** All levels, the worst first. */
  levels(): readonly Level[] {
    return this.blocks.flat();
  }

  /** Whether an order of the other side that may pay or take `limit` reaches `price` on this side. */
  reaches(limit: Amount | undefined, price: Amount): boolean {
    if (limit === undefined) return true;
    return this.side === 'SELL' ? price <= limit : price >= limit;
  }

  add(order: LiveOrder, price: Amount): Level {
    const at = this.blockOf(price);
    const block = this.blocks[at] as Level[];
    const index = this.find(block, price);
    let level = block[index];
    if (level?.price !== price) {
      level = new Level(price);
      block.splice(index, 0, level);
      if (block.length > LONGEST_BLOCK) this.blocks.splice(at, 0, block.splice(0, LONGEST_BLOCK / 2));
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

  snapshot(limit: number): BookLevel[] {
    const rows: BookLevel[] = [];
    for (let index = this.blocks.length - 1; index >= 0; index -= 1) {
      const block = this.blocks[index] as Level[];
      for (let each = block.length - 1; each >= 0; each -= 1) {
        if (rows.length >= limit) return rows;
        const { price, total } = block[each] as Level;
        rows.push([price, total]);
      }
    }
    return rows;
  }

  private drop(level: Level): void {
    const at = this.blockOf(level.price);
    const block = this.blocks[at] as Level[];
    if (block[block.length - 1] === level) block.pop();
    else block.splice(this.find(block, level.price), 1);
    if (block.length === 0 && this.blocks.length > 1) this.blocks.splice(at, 1);
  }

  /** Index of the block that has a price, or where it belongs. */
  private blockOf(price: Amount): number {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.blocks[middle] as Level[];
      if (this.isBehind(block[block.length - 1] as Level, price)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the price in its block, or of where it belongs. */
  private find(block: readonly Level[], price: Amount): number {
    let low = 0;
    let high = block.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.isBehind(block[middle] as Level, price)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private isBehind(level: Level, price: Amount): boolean {
    return this.side === 'BUY' ? level.price < price : level.price > price;
  }
}
