import type { OrderType } from '../types/index.js';

/** Whether an order of this type executes without a limit price: MARKET, and the stops that become a market order. */
export function executesAtMarket(type: OrderType): boolean {
  return type === 'MARKET' || type === 'STOP_LOSS' || type === 'TAKE_PROFIT';
}

export function isStopLoss(type: OrderType): boolean {
  return type === 'STOP_LOSS' || type === 'STOP_LOSS_LIMIT';
}

export function isTakeProfit(type: OrderType): boolean {
  return type === 'TAKE_PROFIT' || type === 'TAKE_PROFIT_LIMIT';
}

/** Whether an order of this type has a trigger, for which it waits before it is matched. */
export function isContingent(type: OrderType): boolean {
  return isStopLoss(type) || isTakeProfit(type);
}
