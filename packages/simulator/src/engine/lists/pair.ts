import { ExchangeError, notForOco } from '../errors.js';
import { isContingent, isLoss, isProfit, type LiveOrder } from '../model/live-order.js';
import type { Leg, Side } from '../types.js';

const BAD_PRICES = 'The relationship of the prices for the orders is not correct.';

/**
 * Checks the types of an OCO's two orders: one waits for a loss, the other takes a profit, each on the right side.
 *
 * @throws -1158, -1165, -1166, -1168, -1196, -1197, -1198, -1199
 */
export function checkPairTypes(side: Side, above: Leg, below: Leg): void {
  for (const { type } of [above, below]) {
    if (type === 'LIMIT' || type === 'MARKET') throw notForOco();
  }
  if (!isContingent(above.type) && !isContingent(below.type)) {
    throw new ExchangeError(-1168, 'At least one OCO order must be contingent.');
  }
  const isBuy = side === 'BUY';
  if (isBuy && above.type === 'LIMIT_MAKER') refuse(-1165, 'A limit order in a buy OCO must be below.');
  if (!isBuy && below.type === 'LIMIT_MAKER') refuse(-1166, 'A limit order in a sell OCO must be above.');
  if (isBuy && isLoss(below.type)) refuse(-1196, 'A stop loss order in a buy OCO must be above.');
  if (!isBuy && isLoss(above.type)) refuse(-1197, 'A stop loss order in a sell OCO must be below.');
  if (isBuy && isProfit(above.type)) refuse(-1198, 'A take profit order in a buy OCO must be below.');
  if (!isBuy && isProfit(below.type)) refuse(-1199, 'A take profit order in a sell OCO must be above.');
}

/** Which of a pair's orders is meant for rising prices, and which for falling ones. */
export function aboveAndBelow(pair: readonly LiveOrder[]): [above: LiveOrder, below: LiveOrder] {
  const [one, other] = pair as readonly [LiveOrder, LiveOrder];
  const isOneAbove = isLoss(one.type) === (one.side === 'BUY');
  return isOneAbove ? [one, other] : [other, one];
}

/** Checks that the last price lies between the prices of an OCO's two orders. @throws -2010 */
export function examinePair(above: LiveOrder, below: LiveOrder): void {
  const last = above.seat.market.lastPrice;
  const high = decisivePrice(above);
  const low = decisivePrice(below);
  examineWaitingPair(above, below);
  const isAbove = high === undefined || last === undefined || high > last;
  const isBelow = low === undefined || last === undefined || low < last;
  if (!isAbove || !isBelow) refuse(-2010, BAD_PRICES);
}

/** Checks that a pair that waits for its working order has its prices the right way round. @throws -2010 */
export function examineWaitingPair(above: LiveOrder, below: LiveOrder): void {
  const high = decisivePrice(above);
  const low = decisivePrice(below);
  if (high !== undefined && low !== undefined && high <= low) refuse(-2010, BAD_PRICES);
}

/** The stop price of what waits for a loss, the limit price of what takes a profit; undefined where it only trails. */
function decisivePrice(order: LiveOrder): bigint | undefined {
  const limit = order.peggedPrice ?? (order.price > 0n ? order.price : undefined);
  if (order.type === 'LIMIT_MAKER') return limit;
  if (order.type === 'TAKE_PROFIT_LIMIT' && limit !== undefined) return limit;
  return order.stopPrice > 0n ? order.stopPrice : undefined;
}

function refuse(code: number, message: string): never {
  throw new ExchangeError(code, message);
}
