import { amount, formatAmount } from '../../engine/types/amount.js';
import type { OrderCommission } from '../../engine/types/index.js';

/** Formats a commission rate of the configuration with eight decimals. */
export const rateText = (rate: string): string => formatAmount(amount(rate));

/** Renders the discount on the commission for a reply. */
export function discountOf({ discount, ...rest }: OrderCommission['discount']): OrderCommission['discount'] {
  return { ...rest, discount: rateText(discount) };
}
