import { type Amount, minimum } from '../amount.js';
import type { Level } from '../model/book.js';
import type { LiveOrder } from '../model/live-order.js';
import type { Market } from '../model/market.js';
import type { World } from '../model/world.js';
import { expire, rest } from './lifecycle.js';
import { isOutside, type PriceRange, priceRange } from './price-range.js';
import { reachable } from './reachable.js';
import { reportOrder } from './reports.js';
import { settle } from './settle.js';
import { sorMarkets } from './sor.js';
import { effectiveMode, isPrevented, prevent } from './stp.js';

/** An order enters the market: it takes what it may, and what is left rests or expires. Its lock is in place. */
export function enter(world: World, order: LiveOrder): void {
  order.phase = 'TAKING';
  order.status = 'NEW';
  order.workingTime = world.time;
  order.updateTime = world.time;
  reportOrder(world, order, 'NEW', true);
  const range = priceRange(world, order);
  if (order.timeInForce === 'FOK' && !order.isMarket && reachable(world, order, range).traded < order.remaining) {
    expire(world, order, 'UNFILLED_FOK_ORDER_EXPIRED');
    return;
  }
  take(world, order, range);
  if (order.phase !== 'TAKING') return;
  if (order.isMarket) expire(world, order, 'INSUFFICIENT_LIQUIDITY');
  else if (order.timeInForce === 'IOC') expire(world, order, 'UNFILLED_IOC_QUANTITY_EXPIRED');
  else if (order.timeInForce === 'FOK') expire(world, order, 'UNFILLED_FOK_ORDER_EXPIRED');
  else rest(world, order);
}

/** Matches an order with the best of the other side, first come first served, as far as its limit goes. */
function take(world: World, taker: LiveOrder, range: PriceRange | undefined): void {
  const markets = taker.usedSor ? sorMarkets(world, taker.seat.market) : [taker.seat.market];
  const { limit } = taker;
  while (taker.phase === 'TAKING' && taker.remaining > 0n) {
    const market = bestMarket(markets, taker);
    if (!market) return;
    const book = market.opposite(taker.side);
    const level = book.best as Level;
    if (!book.reaches(limit, level.price)) return;
    if (isOutside(range, level.price)) {
      expire(world, taker, 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED');
      return;
    }
    const maker = level.head as LiveOrder;
    if (isPrevented(taker, maker)) prevent(world, taker, maker, effectiveMode(taker, maker));
    else settle(world, taker, maker, market, level.price, minimum(taker.remaining, maker.visible));
  }
}

/** The market with the best price for the taker; the first named wins a tie. */
function bestMarket(markets: readonly Market[], taker: LiveOrder): Market | undefined {
  let found: Market | undefined;
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
