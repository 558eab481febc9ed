import type { OrderOperation } from '@pkg/core/filters';
import { compare, type Fraction, fraction } from './fraction.js';
import { LOSSES, type RequestOrder } from './reference-orders.js';
import type { Subject } from './reference-subject.js';

/** Checks the types and the prices of an OCO pair, and that the last price lies between these prices. */
export function judgePair({ orders, operation, context, broken, open }: Subject): void {
  const pair = orders.filter((order) => isPaired(order, operation));
  const [above, below] = pair;
  if (!above || !below) return;
  if (operation !== 'createLegacyOcoOrder' && above.side !== undefined) {
    const isSell = above.side === 'SELL';
    if (above.type !== undefined && LOSSES.includes(above.type) === isSell)
      broken.add(`LIST_PRICES ${above.names.type}`);
    if (below.type !== undefined && LOSSES.includes(below.type) !== isSell)
      broken.add(`LIST_PRICES ${below.names.type}`);
  }
  const stop = pair.find(({ type }) => LOSSES.includes(type ?? ''));
  const take = pair.find(({ type }) => !LOSSES.includes(type ?? ''));
  if (!stop || !take) return;
  const point = (order: RequestOrder): [string, Fraction | undefined] =>
    order.type === 'LIMIT_MAKER' || order.type === 'TAKE_PROFIT_LIMIT'
      ? [order.names.price as string, order.price]
      : [order.names.stopPrice as string, order.stopPrice];
  const [high, low] = take.side === 'SELL' ? [point(take), point(stop)] : [point(stop), point(take)];
  if (high[1] && low[1] && compare(high[1], low[1]) <= 0) broken.add(`LIST_PRICES ${high[0]}`);
  if (take.isPending) return;
  const last = fraction(context.lastPrice);
  if (!last || !high[1] || !low[1]) open.add('LIST_PRICES');
  if (last && high[1] && compare(high[1], last) <= 0) broken.add(`LIST_PRICES ${high[0]}`);
  if (last && low[1] && compare(low[1], last) >= 0) broken.add(`LIST_PRICES ${low[0]}`);
}

/** Returns whether an order belongs to an OCO pair. */
export function isPaired({ names }: RequestOrder, operation: OrderOperation): boolean {
  return operation === 'createLegacyOcoOrder' || /bove|elow/.test(names.type as string);
}
