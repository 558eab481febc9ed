import { amount, formatAmount } from '../../engine/types/amount.js';
import type { OrderCommission } from '../../engine/types/index.js';

/** A commission rate of the configuration with eight decimals. */
export const rateText = (rate: string): string => formatAmount(amount(rate));

/** The discount on commission as replies show it. */
export function discountOf({ discount, ...rest }: OrderCommission['discount']): OrderCommission['discount'] {
  return { ...rest, discount: rateText(discount) };
}
