import type { NumberLimit } from './number-rule.js';
import type { OrderCheck, OrderLeg } from './order-check.js';
import { requireField } from './parameter-checks.js';

/**
 * Checks an amendment, which can only reduce the quantity of an open order. The new quantity must be at least the
 * quantity that is already filled. If both are equal, the amendment ends the order.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/faqs/order_amend_keep_priority
 */
export function checkAmendment(leg: OrderLeg, check: OrderCheck): void {
  requireField(check, leg, 'quantity');
  const open = check.amendedOrder();
  if (open === undefined) return check.markUnjudged('openOrders');
  const limit = (name: 'executedQty' | 'origQty', offset: bigint, verb: string): NumberLimit | undefined => {
    const value = check.parse(open[name]);
    return value === undefined ? undefined : { name, text: String(open[name]), value: value + offset, verb };
  };
  check.applyRule(leg.quantity, {
    filter: 'PARAMETERS',
    min: limit('executedQty', 0n, 'is below'),
    max: limit('origQty', -1n, 'is not below'),
  });
}
