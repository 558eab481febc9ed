import type { SymbolCommission } from '@pkg/core';
import { addDecimals } from '@pkg/core/internal';
import { isPlainDecimal, trimDecimal } from '../format.js';
import type { OrderKind, Side } from './order-kinds.js';

/** The fee rate that is assumed until the account's rates are known, as a fraction: 0.1 %. */
const USUAL_FEE = '0.001';

/**
 * Returns the rate of an order's fee as a fraction: the sum of the standard, special and tax rates. A post-only order
 * pays the rates of a maker. The rates of a taker are returned for other orders, because a part of them may trade at
 * once.
 *
 * @see https://github.com/binance/binance-spot-api-docs/blob/master/faqs/commission_faq.md
 */
export function feeRateOf(commission: SymbolCommission | undefined, kind: OrderKind, side: Side): string {
  if (!commission) return USUAL_FEE;
  const { standardCommission, specialCommission, taxCommission } = commission;
  const role = kind.id === 'LIMIT_MAKER' ? 'maker' : 'taker';
  const rates = [standardCommission, specialCommission, taxCommission].flatMap((each) =>
    each ? [each[role], each[side === 'BUY' ? 'buyer' : 'seller']] : [],
  );
  return rates.every(isPlainDecimal) ? trimDecimal(addDecimals(...rates)) : USUAL_FEE;
}
