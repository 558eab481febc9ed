import { refusal } from '../../refusals/refusal.js';
import { maximum, times } from '../amount.js';
import { checkFunds, setLock } from '../matching/locks.js';
import { priceRange } from '../matching/price-range.js';
import { reachable } from '../matching/reachable.js';
import { type Added, checkFilters, checkPriceFilters } from '../model/filters.js';
import type { LiveOrder } from '../model/live-order.js';
import type { World } from '../model/world.js';

/** What orders that come together add to what the counting filters count. */
export function addedBy(orders: readonly LiveOrder[], lists = 0): Added {
  let contingent = 0;
  let icebergs = 0;
  for (const order of orders) {
    if (order.isContingent) contingent += 1;
    if (order.icebergQty > 0n) icebergs += 1;
  }
  return { orders: orders.length, contingent, icebergs, lists };
}

/** Puts an order before the filters; while it has no quantity, before those of prices. @throws -1013 */
export function filter(world: World, order: LiveOrder, added: Added): void {
  const { seat, quantity } = order;
  const applicant = { order, seat, quantity: quantity ?? 0n, time: world.time, added };
  if (quantity === undefined) checkPriceFilters(applicant);
  else checkFilters(applicant, world.exchangeFilters);
}

/** What the engine itself refuses in an order that is about to work or wait. @throws -2010 */
export function examine(order: LiveOrder): void {
  const { limit } = order;
  const { market } = order.seat;
  const price = order.price > 0n ? order.price : limit;
  const isPriced = price !== undefined && price > 0n;
  if (order.remaining === 0n || (isPriced && times(price, order.remaining) === 0n)) throw refusal('ZERO_NOTIONAL');
  if (order.icebergQty > order.remaining) throw refusal('ICEBERG_EXCEEDS_QUANTITY');
  if (order.isContingent && wouldTrigger(order)) throw refusal('WOULD_TRIGGER_IMMEDIATELY');
  if (order.type === 'LIMIT_MAKER' && limit !== undefined) {
    const best = market.opposite(order.side).best;
    if (best && market.opposite(order.side).reaches(limit, best.price)) {
      throw refusal('WOULD_MATCH_IMMEDIATELY');
    }
  }
}

/** A client id may be used by one open order at a time. @throws -2010 */
export function checkClientId(order: LiveOrder): void {
  if (order.seat.byClientId.get(order.clientOrderId)?.isOpen) {
    throw refusal('DUPLICATE_CLIENT_ORDER_ID', { command: 'NEW_ORDER' });
  }
}

function wouldTrigger(order: LiveOrder): boolean {
  const last = order.seat.market.lastPrice;
  if (last === undefined || order.stopPrice === 0n) return false;
  return order.triggersAbove ? last >= order.stopPrice : last <= order.stopPrice;
}

/** Sets what a BUY locks per unit. */
export function setLockPrice(world: World, order: LiveOrder): void {
  const { limit } = order;
  if (limit !== undefined && limit > 0n) {
    order.lockPrice = limit;
    return;
  }
  const asked = order.stopPrice > 0n ? order.stopPrice : (order.seat.market.lastPrice ?? 0n);
  order.lockPrice = world.choices.stopMarketLock === 'stopPrice' ? asked : 0n;
}

/** Locks what an order may spend. A market BUY locks what its walk through the book costs. @throws -2010 */
export function fund(world: World, order: LiveOrder): void {
  setLockPrice(world, order);
  const isMarketNow = order.isMarket && (order.type === 'MARKET' || order.phase === 'WAITING');
  const required =
    isMarketNow && order.side === 'BUY' ? reachable(world, order, priceRange(world, order)).cost : order.need;
  checkFunds(order, required);
  setLock(world, order, required);
}

/**
 * Turns a market order by quote into one by quantity: as much as its quote buys or sells in the book as it is.
 *
 * @throws -2010 when the book cannot give the least that the symbol trades
 */
export function sizeByQuote(world: World, order: LiveOrder): void {
  const { rules } = order.seat.market;
  const step = maximum(rules.stepSize, rules.marketStepSize);
  const range = priceRange(world, order);
  const reach = reachable(world, order, range, { quote: order.quoteOrderQty, step });
  if (reach.used === 0n && !reach.isBudgetSpent) throw refusal('NO_LIQUIDITY');
  if (!reach.isBudgetSpent) {
    if (reach.used < rules.minQty) throw refusal('LIQUIDITY_BELOW_LOT_SIZE');
    if (reach.used < rules.marketMinQty) throw refusal('LIQUIDITY_BELOW_MARKET_LOT_SIZE');
  }
  if (reach.used === 0n) throw refusal('ZERO_NOTIONAL');
  order.quantity = reach.used;
  order.remaining = reach.used;
  order.isShort = !reach.isBudgetSpent;
}
