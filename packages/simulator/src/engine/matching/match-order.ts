import type { PriceLevel } from '../model/book-side.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveMarket, LiveOrder } from '../model/live-order.js';
import { type Amount, minimum } from '../types/amount.js';
import { emitOrder } from './emit-events.js';
import { estimateFill } from './estimate-fill.js';
import { executeTrade } from './execute-trade.js';
import { expireOrder, restOnBook } from './order-lifecycle.js';
import { isOutside, type PriceRange, priceRange } from './price-range.js';
import { effectiveMode, isPrevented, prevent } from './self-trade-prevention.js';
import { sorMarkets } from './smart-order-routing.js';

/** Matches an order whose funds are locked. The remaining quantity goes on the book or expires. */
export function matchOrder(state: EngineState, order: LiveOrder): void {
  order.phase = 'TAKING';
  order.status = 'NEW';
  order.workingTime = state.time;
  order.updateTime = state.time;
  emitOrder(state, order, 'NEW', true);
  const range = priceRange(state, order);
  if (order.timeInForce === 'FOK' && !order.isMarket && estimateFill(state, order, range).traded < order.remaining) {
    expireOrder(state, order, 'UNFILLED_FOK_ORDER_EXPIRED');
    return;
  }
  takeLevels(state, order, range);
  if (order.phase !== 'TAKING') return;
  if (order.isMarket) expireOrder(state, order, 'INSUFFICIENT_LIQUIDITY');
  else if (order.timeInForce === 'IOC') expireOrder(state, order, 'UNFILLED_IOC_QUANTITY_EXPIRED');
  else if (order.timeInForce === 'FOK') expireOrder(state, order, 'UNFILLED_FOK_ORDER_EXPIRED');
  else restOnBook(state, order);
}

/**
 * Matches an order with the opposite side of the book up to the order's limit price: the best price first, and at each
 * price the oldest order first.
 */
function takeLevels(state: EngineState, taker: LiveOrder, range: PriceRange | undefined): void {
  const markets = taker.usedSor ? sorMarkets(state, taker.owner.market) : [taker.owner.market];
  const { limit } = taker;
  while (taker.phase === 'TAKING' && taker.remaining > 0n) {
    const market = bestMarket(markets, taker);
    if (!market) return;
    const book = market.opposite(taker.side);
    const level = book.best as PriceLevel<LiveOrder>;
    if (!book.reaches(limit, level.price)) return;
    if (isOutside(range, level.price)) {
      expireOrder(state, taker, 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED');
      return;
    }
    const maker = level.head as LiveOrder;
    if (isPrevented(taker, maker)) prevent(state, taker, maker, effectiveMode(taker, maker));
    else executeTrade(state, taker, maker, market, level.price, minimum(taker.remaining, maker.visible));
  }
}

/** The market with the best price for the taker. If several markets have the same price, it is the first of them. */
function bestMarket(markets: readonly LiveMarket[], taker: LiveOrder): LiveMarket | undefined {
  let found: LiveMarket | undefined;
  let price: Amount | undefined;
  for (const market of markets) {
    const level = market.opposite(taker.side).best;
    if (!level) continue;
    if (price !== undefined && (taker.side === 'BUY' ? level.price >= price : level.price <= price)) continue;
    found = market;
    price = level.price;
  }
  return found;
}
