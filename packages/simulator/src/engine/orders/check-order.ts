import { refusal } from '../../refusals/refusal.js';
import { estimateFill } from '../matching/estimate-fill.js';
import { checkFunds, setLock } from '../matching/locks.js';
import { priceRange } from '../matching/price-range.js';
import type { EngineState } from '../model/engine-state.js';
import { checkFilters, checkPriceFilters } from '../model/filters/check-filters.js';
import type { AddedOrders, FilterSubject } from '../model/filters/filter-subject.js';
import type { LiveOrder } from '../model/live-order.js';
import { type Amount, maximum, times } from '../types/amount.js';

/** Counts the orders that one command adds, in total and by the kinds whose number is limited by filters. */
export function countAdded(orders: readonly LiveOrder[], lists = 0): AddedOrders {
  let contingent = 0;
  let icebergs = 0;
  for (const order of orders) {
    if (order.isContingent) contingent += 1;
    if (order.icebergQty > 0n) icebergs += 1;
  }
  return { orders: orders.length, contingent, icebergs, lists };
}

/** Applies all filters to an order, or only the price filters if its quantity is not known yet. @throws {Refusal} */
export function applyFilters(state: EngineState, order: LiveOrder, added: AddedOrders): void {
  const { rules } = order.owner.market;
  const subject = filterSubject(state, order, order.quantity ?? 0n, added);
  if (order.quantity === undefined) checkPriceFilters(rules, subject);
  else checkFilters(rules, subject, state.exchangeFilters);
}

export function filterSubject(
  state: EngineState,
  order: LiveOrder,
  quantity: Amount,
  added: AddedOrders,
): FilterSubject {
  const { owner } = order;
  return {
    order,
    quantity,
    time: state.time,
    added,
    owner,
    everywhere: () => state.marketAccountsOf(owner.account),
    position: () => positionBeside(order),
  };
}

/**
 * The account's balance of the base asset, plus what its open BUY orders would buy. `order` itself and the other orders
 * of its order list are left out.
 */
function positionBeside(order: LiveOrder): Amount {
  const { base, open } = order.owner;
  let position = base.free + base.locked;
  for (const other of open) {
    if (other.side !== 'BUY' || other === order) continue;
    if (other.list === undefined || other.list !== order.list) position += other.remaining;
  }
  return position;
}

/** Checks an order against the present order book and the last price. @throws {Refusal} */
export function checkAgainstMarket(order: LiveOrder): void {
  const { limit } = order;
  const { market } = order.owner;
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

/** Checks that no open order has the same client order id. @throws {Refusal} DUPLICATE_CLIENT_ORDER_ID */
export function checkClientId(order: LiveOrder): void {
  if (order.owner.byClientId.get(order.clientOrderId)?.isOpen) {
    throw refusal('DUPLICATE_CLIENT_ORDER_ID', { command: 'NEW_ORDER' });
  }
}

function wouldTrigger(order: LiveOrder): boolean {
  const last = order.owner.market.lastPrice;
  if (last === undefined || order.stopPrice === 0n) return false;
  return order.triggersAbove ? last >= order.stopPrice : last <= order.stopPrice;
}

/** Sets the amount of the quote asset that a BUY locks for each unit of its quantity. */
export function setLockPrice(state: EngineState, order: LiveOrder): void {
  const { limit } = order;
  if (limit !== undefined && limit > 0n) {
    order.lockPrice = limit;
    return;
  }
  const asked = order.stopPrice > 0n ? order.stopPrice : (order.owner.market.lastPrice ?? 0n);
  order.lockPrice = state.assumptions.stopMarketLock === 'stopPrice' ? asked : 0n;
}

/**
 * Locks the funds of an order. A BUY that is now matched as a MARKET order locks its estimated cost in the present
 * book.
 *
 * @throws {Refusal} INSUFFICIENT_BALANCE
 */
export function lockFunds(state: EngineState, order: LiveOrder): void {
  setLockPrice(state, order);
  const isMarketNow = order.isMarket && (order.type === 'MARKET' || order.phase === 'WAITING');
  const required =
    isMarketNow && order.side === 'BUY'
      ? estimateFill(state, order, priceRange(state, order)).cost
      : order.requiredLock;
  checkFunds(order, required);
  setLock(state, order, required);
}

/**
 * Sets the quantity of a MARKET order with `quoteOrderQty` to what this amount buys or sells in the present book.
 *
 * @throws {Refusal} if the book has less than the symbol's minimum quantity
 */
export function setQuantityFromQuote(state: EngineState, order: LiveOrder): void {
  const { rules } = order.owner.market;
  const step = maximum(rules.stepSize, rules.marketStepSize);
  // The price range is not passed, because it does not limit the quantity. An order that reaches a price beyond the
  // range ends there.
  const reach = estimateFill(state, order, undefined, { quote: order.quoteOrderQty, step });
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
