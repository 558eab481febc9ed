import { refusal } from '../../refusals/refusal.js';
import { emitOrder } from '../matching/emit-events.js';
import { executeTrade } from '../matching/execute-trade.js';
import { registerOrder } from '../matching/order-lifecycle.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveMarket, LiveOrder } from '../model/live-order.js';
import { type Amount, formatAmount, minimum } from '../types/amount.js';
import type { HouseTrade, NewOrder, OrderResult, Side } from '../types/index.js';
import { cancelOpenOrders } from './cancel-order.js';
import { applyFilters, countAdded, lockFunds } from './check-order.js';
import { createDraft, placeOrder } from './place-order.js';

/**
 * Makes a trade at a given price between two house accounts, which belong to the exchange itself:
 *
 * 1. Orders of other accounts at better prices are filled completely, at their own prices.
 * 2. Orders of other accounts at the given price are filled, up to the quantity of the trade.
 * 3. Orders of house accounts at the given price are filled, up to what is left of this quantity.
 * 4. The two house accounts trade the rest with each other, without an order on the book.
 * 5. The orders of `book`, if given, replace the open orders of `maker`.
 * 6. Orders that the trade has triggered start, and are matched with the new book.
 *
 * Orders of house accounts at better prices stay on the book.
 *
 * @throws {Refusal} if the price or the quantity fails a filter
 */
export function makeHouseTrade(state: EngineState, trade: HouseTrade): readonly OrderResult[] {
  const { symbol, price, quantity, maker, taker, book } = trade;
  const market = state.market(symbol);
  const takerSide = takerSideOf(market, price, trade.side ?? 'BUY');
  const makerSide = takerSide === 'BUY' ? 'SELL' : 'BUY';
  const reached = reachedOrders(market, makerSide, price);
  const better = reached.filter(({ owner, level }) => level?.price !== price && !owner.account.house);
  const equal = reached.filter(({ level }) => level?.price === price);
  equal.sort((one, other) => Number(one.owner.account.house) - Number(other.owner.account.house));
  const extra = better.reduce((sum, { remaining }) => sum + remaining, 0n);
  const takerOrder = draft(state, taker, { symbol, side: takerSide, price, quantity }, quantity + extra);
  const makerOrder = draft(state, maker, { symbol, side: makerSide, price, quantity }, quantity);
  for (const order of better) fill(state, market, takerOrder, order, order.remaining);
  for (const order of equal) fill(state, market, takerOrder, order, takerOrder.remaining);
  if (takerOrder.remaining > 0n) {
    if (takerOrder.phase === 'DRAFT') start(state, takerOrder, takerOrder.remaining);
    start(state, makerOrder, takerOrder.remaining);
    executeTrade(state, takerOrder, makerOrder, market, price, takerOrder.remaining);
  }
  if (!book) return [];
  if (state.marketAccount(maker, symbol).open.size > 0) cancelOpenOrders(state, maker, symbol);
  return book.map((order) => placeOrder(state, maker, order));
}

/**
 * Fills one order on the book at its own price, even if the book has better prices.
 *
 * @throws {RangeError} if the order is not on the book, or less than `quantity` of it is left
 */
export function fillResting(state: EngineState, order: LiveOrder, taker: number, quantity: Amount): void {
  const { market } = order.owner;
  if (order.phase !== 'RESTING' || order.level === undefined) {
    throw new RangeError(`fill: expected an order on the book, got ${order.orderId}, which is not on it`);
  }
  if (quantity <= 0n || quantity > order.remaining) {
    const rest = formatAmount(order.remaining);
    throw new RangeError(`fill: quantity: expected more than 0 and at most ${rest}, got ${formatAmount(quantity)}`);
  }
  const { price } = order.level;
  const side: Side = order.side === 'BUY' ? 'SELL' : 'BUY';
  const takerOrder = draft(state, taker, { symbol: order.symbol, side, price, quantity }, quantity);
  fill(state, market, takerOrder, order, quantity);
}

/**
 * Returns the side of the taker in a trade at `price`: SELL if the best bid reaches this price, BUY if the best ask
 * reaches it, and `otherwise` if neither does.
 */
function takerSideOf(market: LiveMarket, price: Amount, otherwise: Side): Side {
  const [bid, ask] = [market.bids.best, market.asks.best];
  if (bid && bid.price >= price) return 'SELL';
  return ask && ask.price <= price ? 'BUY' : otherwise;
}

/** Returns the orders on one side of the book that can trade at `price`, best price first. */
function reachedOrders(market: LiveMarket, side: Side, price: Amount): LiveOrder[] {
  const book = market.book(side);
  const found: LiveOrder[] = [];
  for (const level of [...book.levels()].reverse()) {
    if (!book.reaches(price, level.price)) break;
    for (let order = level.head; order; order = order.next) found.push(order);
  }
  return found;
}

/**
 * Creates an order of a house account, which belongs to the exchange. The order never rests on the book. The filters
 * are checked with the price and quantity of `terms`; the order itself has the quantity `quantity`.
 */
function draft(
  state: EngineState,
  account: number,
  terms: Pick<NewOrder, 'symbol' | 'side' | 'price'> & { readonly quantity: Amount },
  quantity: Amount,
): LiveOrder {
  const checked = createDraft(state, account, { ...terms, type: 'LIMIT', timeInForce: 'IOC' });
  if (terms.quantity === 0n) throw refusal('ZERO_NOTIONAL');
  applyFilters(state, checked, countAdded([checked]));
  return createDraft(state, account, { ...terms, quantity, type: 'LIMIT', timeInForce: 'IOC' });
}

/** Accepts an order of a house account (an account of the exchange itself), and sets its quantity to `quantity`. */
function start(state: EngineState, order: LiveOrder, quantity: Amount): void {
  order.quantity = quantity;
  order.remaining = quantity;
  lockFunds(state, order);
  registerOrder(state, order, 'TAKING');
  order.workingTime = state.time;
  emitOrder(state, order, 'NEW', true);
}

/**
 * Trades with an order on the book, up to the quantity `most`. An iceberg order is filled in several trades, one for
 * each visible part.
 */
function fill(state: EngineState, market: LiveMarket, taker: LiveOrder, order: LiveOrder, most: Amount): void {
  let left = most;
  while (left > 0n && order.phase === 'RESTING' && order.level) {
    if (taker.phase === 'DRAFT') start(state, taker, taker.remaining);
    const quantity = minimum(left, order.visible);
    executeTrade(state, taker, order, market, order.level.price, quantity);
    left -= quantity;
  }
}
