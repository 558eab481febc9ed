import type { OrderType } from '../types/index.js';

/**
 * Whether orders of this type execute without a limit price: MARKET, and the stop orders that become a MARKET order.
 */
export function executesAtMarket(type: OrderType): boolean {
  return type === 'MARKET' || type === 'STOP_LOSS' || type === 'TAKE_PROFIT';
}

export function isStopLoss(type: OrderType): boolean {
  return type === 'STOP_LOSS' || type === 'STOP_LOSS_LIMIT';
}

export function isTakeProfit(type: OrderType): boolean {
  return type === 'TAKE_PROFIT' || type === 'TAKE_PROFIT_LIMIT';
}

/** Whether orders of this type wait for a trigger before they are matched. */
export function isContingent(type: OrderType): boolean {
  return isStopLoss(type) || isTakeProfit(type);
}
