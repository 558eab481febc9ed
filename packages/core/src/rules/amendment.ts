import type { Limit } from './bound.js';
import { need } from './presence.js';
import type { Leg, Sheet } from './sheet.js';

/**
 * What an amendment must say: it only ever makes the quantity of an open order smaller, and not less than was filled.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/faqs/order_amend_keep_priority
 */
export function judgeAmendment(leg: Leg, sheet: Sheet): void {
  need(sheet, leg, 'quantity');
  const open = sheet.amended();
  if (open === undefined) return sheet.leaveOpen('openOrders');
  const limit = (name: 'executedQty' | 'origQty', by: bigint, verb: string): Limit | undefined => {
    const value = sheet.scaled(open[name]);
    return value === undefined ? undefined : { name, text: String(open[name]), value: value + by, verb };
  };
  sheet.bind(leg.quantity, {
    filter: 'PARAMETERS',
    min: limit('executedQty', 1n, 'is not above'),
    max: limit('origQty', -1n, 'is not below'),
  });
}
