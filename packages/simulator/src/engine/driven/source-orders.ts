import type { PriceLevel } from '../model/book-side.js';
import type { DrivenBook } from '../model/driven-book.js';
import type { EngineState } from '../model/engine-state.js';
import { type LiveMarket, LiveOrder } from '../model/live-order.js';
import { type Amount, minimum } from '../types/amount.js';
import type { Side } from '../types/index.js';

/** A market whose book and trades come from a market source, such as a recording. */
export type DrivenMarket = LiveMarket & { driven: DrivenBook<LiveOrder> };

/** Whether an order represents a quantity from the book of the market source, and is not an order of an account. */
export const isOfSource = ({ driven }: DrivenMarket, order: LiveOrder): boolean => order.accountId === driven.accountId;

/**
 * Creates an order that represents a quantity from the book of the market source. No client can query it, so it has no
 * id. The source has no balances, so the funds that the order locks are created together with the order.
 */
export function createSourceOrder(
  state: EngineState,
  market: DrivenMarket,
  side: Side,
  price: Amount,
  quantity: Amount,
): LiveOrder {
  const { driven } = market;
  const { symbol } = market.info;
  const owner = state.marketAccount(driven.accountId, symbol);
  const terms = { symbol, side, type: 'LIMIT', timeInForce: 'GTC', price, quantity } as const;
  const order = new LiveOrder(terms, owner, '', state.time);
  order.lockPrice = price;
  order.phase = 'TAKING';
  order.workingTime = state.time;
  fundSourceOrder(order);
  return order;
}

/**
 * Adjusts the locked funds of an order of the market source to the amount that the order requires. The difference is
 * created or destroyed, so that the free balance does not change.
 */
export function fundSourceOrder(order: LiveOrder): void {
  const balance = order.side === 'BUY' ? order.owner.quote : order.owner.base;
  const required = order.requiredLock;
  balance.locked += required - order.locked;
  order.locked = required;
}

/** Puts an order of the market source at the end of the queue at its price. */
export function restSourceOrder(market: DrivenMarket, order: LiveOrder): void {
  order.phase = 'RESTING';
  order.visible = order.remaining;
  market.book(order.side).add(order, order.price);
}

/** The total remaining quantity of the market source's orders at a price level. */
export function restingQuantity(market: DrivenMarket, level: PriceLevel<LiveOrder> | undefined): Amount {
  let sum = 0n;
  for (let order = level?.head; order; order = order.next) if (isOfSource(market, order)) sum += order.remaining;
  return sum;
}

/** Adds a quantity from the book of the market source to the end of the queue at a price level. */
export function addQuantity(
  state: EngineState,
  market: DrivenMarket,
  side: Side,
  price: Amount,
  quantity: Amount,
): void {
  const level = market.book(side).get(price);
  const last = level?.tail;
  if (level && last && isOfSource(market, last)) changeQuantity(level, last, quantity);
  else restSourceOrder(market, createSourceOrder(state, market, side, price, quantity));
}

/**
 * Takes a quantity away from the market source's orders at a price level. Orders at the end of the queue are reduced
 * first.
 */
export function removeQuantity(market: DrivenMarket, side: Side, level: PriceLevel<LiveOrder>, quantity: Amount): void {
  let left = quantity;
  let order = level.tail;
  while (order && left > 0n) {
    const { previous } = order;
    if (isOfSource(market, order)) left -= reduceSourceOrder(market, side, level, order, left);
    order = previous;
  }
}

/**
 * Reduces an order of the market source without a trade: by `most`, or by its remaining quantity if that is less than
 * `most`.
 *
 * @returns the removed quantity
 */
export function reduceSourceOrder(
  market: DrivenMarket,
  side: Side,
  level: PriceLevel<LiveOrder>,
  order: LiveOrder,
  most: Amount,
): Amount {
  const removed = minimum(most, order.remaining);
  if (removed < order.remaining) {
    changeQuantity(level, order, -removed);
    return removed;
  }
  market.book(side).remove(order);
  closeSourceOrder(order);
  return removed;
}

/** Ends an order of the market source that is not on the book, and destroys the funds that it has locked. */
export function closeSourceOrder(order: LiveOrder): void {
  order.remaining = 0n;
  order.phase = 'CLOSED';
  fundSourceOrder(order);
}

function changeQuantity(level: PriceLevel<LiveOrder>, order: LiveOrder, delta: Amount): void {
  order.quantity = (order.quantity as Amount) + delta;
  order.remaining += delta;
  order.visible += delta;
  level.total += delta;
  fundSourceOrder(order);
}
