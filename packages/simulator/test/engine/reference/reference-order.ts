/** The number 1. Prices, quantities and sums are stored as integers in units of 10^-8. */
export const E8 = 100_000_000n;

export type Request = {
  /** The index of the order's market. @default 0 */
  market?: number;
  side: 'BUY' | 'SELL';
  type: 'LIMIT' | 'MARKET' | 'LIMIT_MAKER' | 'STOP_LOSS' | 'STOP_LOSS_LIMIT' | 'TAKE_PROFIT' | 'TAKE_PROFIT_LIMIT';
  timeInForce?: 'GTC' | 'IOC' | 'FOK';
  quantity?: bigint;
  quoteOrderQty?: bigint;
  price?: bigint;
  stopPrice?: bigint;
  trailingDelta?: number;
  icebergQty?: bigint;
  /** Pegs the price to a level of the order's own side or of the other side. `depth` 0 is the best level. */
  peg?: { side: 'OWN' | 'OTHER'; depth: number };
  /** Whether the order trades in the books of all markets. */
  isSor?: boolean;
  selfTradePreventionMode: 'NONE' | 'EXPIRE_TAKER' | 'EXPIRE_MAKER' | 'EXPIRE_BOTH' | 'DECREMENT' | 'TRANSFER';
};

export type RefOrder = Request & {
  id: number;
  account: number;
  market: number;
  quantity: bigint;
  executed: bigint;
  cumulative: bigint;
  prevented: bigint;
  status: string;
  /**
   * Where the order is: pending in an order list, waiting for its trigger, triggered, matching, on the book, or closed.
   */
  place: 'PENDING' | 'WAIT' | 'DUE' | 'TAKE' | 'BOOK' | 'OVER';
  /** Position of the order in the queue at its price. */
  queuePosition: number;
  shown: bigint;
  extreme: bigint | undefined;
  /**
   * The assumed price of a BUY order without a limit price. It determines the locked amount while the order waits for
   * its trigger.
   */
  assumed: bigint;
  /** The amount of the quote asset that a BUY order has paid. */
  spent: bigint;
  isShort: boolean;
  /**
   * A counter that is set when the order begins to wait for a trigger. An order that began earlier has a lower number.
   */
  age: number;
};

/** Applies a price to a trailing stop order. Returns whether the order is triggered. */
export function trailingStopTriggers(order: RefOrder, price: bigint): boolean {
  if (order.extreme === undefined) {
    const { stopPrice } = order;
    if (stopPrice === undefined || (rises(order) ? price >= stopPrice : price <= stopPrice)) order.extreme = price;
    return false;
  }
  const delta = BigInt(order.trailingDelta ?? 0);
  if (order.side === 'SELL' ? price > order.extreme : price < order.extreme) order.extreme = price;
  const moved = order.side === 'SELL' ? order.extreme - price : price - order.extreme;
  return moved * 10_000n >= order.extreme * delta;
}

/** Whether an order locks funds. */
export function isLocking({ place }: RefOrder): boolean {
  return place !== 'OVER' && place !== 'PENDING';
}

export function isWaiting({ type }: Request): boolean {
  return type.startsWith('STOP') || type.startsWith('TAKE');
}

export function rises({ type, side }: Request): boolean {
  return type.startsWith('STOP') ? side === 'BUY' : side === 'SELL';
}

export function crosses(order: RefOrder, price: bigint): boolean {
  if (order.price === undefined) return true;
  return order.side === 'BUY' ? price <= order.price : price >= order.price;
}

export function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

/** Rounds the product of two amounts to 8 decimals, half up. */
export function rounded(product: bigint): bigint {
  const rest = product % E8;
  return product / E8 + (rest * 2n >= E8 ? 1n : 0n);
}
