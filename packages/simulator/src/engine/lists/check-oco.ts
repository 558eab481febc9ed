import { refusal } from '../../refusals/refusal.js';
import type { LiveOrder } from '../model/live-order.js';
import { isContingent, isStopLoss, isTakeProfit } from '../model/order-type.js';
import type { Leg, Side } from '../types/index.js';

/**
 * Checks the order types of an OCO: one order must be a stop loss, the other a LIMIT_MAKER or TAKE_PROFIT order. The
 * stop loss must be the above order if the OCO buys, and the below order if it sells.
 *
 * @throws {Refusal}
 */
export function checkPairTypes(side: Side, above: Leg, below: Leg): void {
  for (const { type } of [above, below]) {
    if (type === 'LIMIT' || type === 'MARKET') throw refusal('ORDER_TYPE_NOT_FOR_OCO');
  }
  if (!isContingent(above.type) && !isContingent(below.type)) throw refusal('OCO_WITHOUT_CONTINGENT_ORDER');
  const isBuy = side === 'BUY';
  if (isBuy && above.type === 'LIMIT_MAKER') throw refusal('BUY_OCO_LIMIT_MUST_BE_BELOW');
  if (!isBuy && below.type === 'LIMIT_MAKER') throw refusal('SELL_OCO_LIMIT_MUST_BE_ABOVE');
  if (isBuy && isStopLoss(below.type)) throw refusal('BUY_OCO_STOP_LOSS_MUST_BE_ABOVE');
  if (!isBuy && isStopLoss(above.type)) throw refusal('SELL_OCO_STOP_LOSS_MUST_BE_BELOW');
  if (isBuy && isTakeProfit(above.type)) throw refusal('BUY_OCO_TAKE_PROFIT_MUST_BE_BELOW');
  if (!isBuy && isTakeProfit(below.type)) throw refusal('SELL_OCO_TAKE_PROFIT_MUST_BE_ABOVE');
}

/** Returns the two orders of an OCO pair: first the one whose price is above the market price. */
export function aboveAndBelow(pair: readonly LiveOrder[]): [above: LiveOrder, below: LiveOrder] {
  const [one, other] = pair as readonly [LiveOrder, LiveOrder];
  const isOneAbove = isStopLoss(one.type) === (one.side === 'BUY');
  return isOneAbove ? [one, other] : [other, one];
}

/** Checks that the last price lies between the prices of an OCO's orders. @throws {Refusal} OCO_BAD_PRICES */
export function checkPairPrices(above: LiveOrder, below: LiveOrder): void {
  const last = above.owner.market.lastPrice;
  const high = decisivePrice(above);
  const low = decisivePrice(below);
  checkPendingPairPrices(above, below);
  const isAbove = high === undefined || last === undefined || high > last;
  const isBelow = low === undefined || last === undefined || low < last;
  if (!isAbove || !isBelow) throw refusal('OCO_BAD_PRICES');
}

/** Checks that the above order has a higher price than the below order. @throws {Refusal} OCO_BAD_PRICES */
export function checkPendingPairPrices(above: LiveOrder, below: LiveOrder): void {
  const high = decisivePrice(above);
  const low = decisivePrice(below);
  if (high !== undefined && low !== undefined && high <= low) throw refusal('OCO_BAD_PRICES');
}

/**
 * Returns the price that decides whether an order of an OCO is above or below the last price. It is the limit price of
 * a LIMIT_MAKER or TAKE_PROFIT_LIMIT order, and the stop price of any other order. Undefined if the order has only a
 * trailing delta.
 */
function decisivePrice(order: LiveOrder): bigint | undefined {
  const limit = order.peggedPrice ?? (order.price > 0n ? order.price : undefined);
  if (order.type === 'LIMIT_MAKER') return limit;
  if (order.type === 'TAKE_PROFIT_LIMIT' && limit !== undefined) return limit;
  return order.stopPrice > 0n ? order.stopPrice : undefined;
}
