import type { Amount, BookLevel, Side } from '../types/index.js';

/**
 * The fields of an order that the order book reads and sets. The type parameter `Order` is the complete type of an
 * order.
 */
export type BookOrder<Order> = {
  /** The part of the order's quantity that the order book shows. */
  visible: Amount;
  level: PriceLevel<Order> | undefined;
  previous: Order | undefined;
  next: Order | undefined;
};

/**
 * The orders at one price, in order of arrival. They form a linked list, so that an order is added or removed in
 * constant time.
 */
export class PriceLevel<Order> {
  readonly price: Amount;
  /** The sum of the visible quantities of the orders. */
  total: Amount = 0n;
  head: Order | undefined = undefined;
  tail: Order | undefined = undefined;

  constructor(price: Amount) {
    this.price = price;
  }
}

function append<Order extends BookOrder<Order>>(level: PriceLevel<Order>, order: Order): void {
  order.level = level;
  order.previous = level.tail;
  order.next = undefined;
  if (level.tail) level.tail.next = order;
  else level.head = order;
  level.tail = order;
  level.total += order.visible;
}

function unlink<Order extends BookOrder<Order>>(level: PriceLevel<Order>, order: Order): void {
  if (order.previous) order.previous.next = order.next;
  else level.head = order.next;
  if (order.next) order.next.previous = order.previous;
  else level.tail = order.previous;
  order.level = order.previous = order.next = undefined;
  level.total -= order.visible;
}

/** A block of levels that is longer than this is split in two. */
const MAX_BLOCK_LENGTH = 256;

/**
 * One side of an order book. The levels are sorted with the best one **last**. They are stored in blocks, so that an
 * insertion moves few entries even in a deep book.
 */
export class BookSide<Order extends BookOrder<Order>> {
  readonly side: Side;
  /** A block is empty only if the side is empty. An empty side has exactly one block. */
  private readonly blocks: PriceLevel<Order>[][] = [[]];

  constructor(side: Side) {
    this.side = side;
  }

  get best(): PriceLevel<Order> | undefined {
    const block = this.blocks[this.blocks.length - 1] as PriceLevel<Order>[];
    return block[block.length - 1];
  }

  /** The level at position `depth`, where 0 is the best one. */
  at(depth: number): PriceLevel<Order> | undefined {
    let remaining = depth;
    for (let index = this.blocks.length - 1; index >= 0; index -= 1) {
      const block = this.blocks[index] as PriceLevel<Order>[];
      if (remaining < block.length) return block[block.length - 1 - remaining];
      remaining -= block.length;
    }
    return undefined;
  }

  /** All levels, worst first. */
  levels(): readonly PriceLevel<Order>[] {
    return this.blocks.flat();
  }

  /**
   * Whether a taker with this limit price can trade at `price` on this side of the book. A taker without a limit price
   * always can.
   */
  reaches(limit: Amount | undefined, price: Amount): boolean {
    if (limit === undefined) return true;
    return this.side === 'SELL' ? price <= limit : price >= limit;
  }

  add(order: Order, price: Amount): PriceLevel<Order> {
    const level = this.levelAt(price);
    append(level, order);
    return level;
  }

  /** The level at a price; undefined if there is none. */
  get(price: Amount): PriceLevel<Order> | undefined {
    const block = this.blocks[this.blockOf(price)] as PriceLevel<Order>[];
    const level = block[this.find(block, price)];
    return level?.price === price ? level : undefined;
  }

  /**
   * Sets the quantity of a level on a side that stores only quantities and no orders. A quantity of 0 removes the
   * level.
   */
  show(price: Amount, total: Amount): void {
    const level = total > 0n ? this.levelAt(price) : this.get(price);
    if (!level) return;
    level.total = total;
    if (total === 0n) this.removeLevel(level);
  }

  private levelAt(price: Amount): PriceLevel<Order> {
    const at = this.blockOf(price);
    const block = this.blocks[at] as PriceLevel<Order>[];
    const index = this.find(block, price);
    let level = block[index];
    if (level?.price !== price) {
      level = new PriceLevel(price);
      block.splice(index, 0, level);
      if (block.length > MAX_BLOCK_LENGTH) this.blocks.splice(at, 0, block.splice(0, MAX_BLOCK_LENGTH / 2));
    }
    return level;
  }

  /** Removes an order, and its level if no other order is on it. */
  remove(order: Order): PriceLevel<Order> {
    const level = order.level as PriceLevel<Order>;
    unlink(level, order);
    if (!level.head) this.removeLevel(level);
    return level;
  }

  /** Moves an order to the end of the queue at its price, and sets the quantity that it shows. */
  requeue(order: Order, visible: Amount): void {
    const level = order.level as PriceLevel<Order>;
    unlink(level, order);
    order.visible = visible;
    append(level, order);
  }

  /** The best levels, each as its price and visible quantity, best first. */
  snapshot(limit: number): BookLevel[] {
    const rows: BookLevel[] = [];
    for (let index = this.blocks.length - 1; index >= 0; index -= 1) {
      const block = this.blocks[index] as PriceLevel<Order>[];
      for (let each = block.length - 1; each >= 0; each -= 1) {
        if (rows.length >= limit) return rows;
        const { price, total } = block[each] as PriceLevel<Order>;
        rows.push([price, total]);
      }
    }
    return rows;
  }

  private removeLevel(level: PriceLevel<Order>): void {
    const at = this.blockOf(level.price);
    const block = this.blocks[at] as PriceLevel<Order>[];
    if (block[block.length - 1] === level) block.pop();
    else block.splice(this.find(block, level.price), 1);
    if (block.length === 0 && this.blocks.length > 1) this.blocks.splice(at, 1);
  }

  /** Index of the block that holds a price, or into which the price would be inserted. */
  private blockOf(price: Amount): number {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.blocks[middle] as PriceLevel<Order>[];
      if (this.isWorse(block[block.length - 1] as PriceLevel<Order>, price)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of a price in its block, or the index at which it would be inserted. */
  private find(block: readonly PriceLevel<Order>[], price: Amount): number {
    let low = 0;
    let high = block.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.isWorse(block[middle] as PriceLevel<Order>, price)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private isWorse(level: PriceLevel<Order>, price: Amount): boolean {
    return this.side === 'BUY' ? level.price < price : level.price > price;
  }
}
