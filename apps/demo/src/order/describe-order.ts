import { grouped } from '../format.js';
import type { OrderKind, Side } from './order-kinds.js';

export const VERBS: Readonly<Record<Side, string>> = { BUY: 'Buy', SELL: 'Sell' };

/** Describes the order in the form, for messages: `Buy 0.05 BTC at 61,700 · Limit`. */
export function describeOrder(
  kind: OrderKind,
  side: Side,
  values: Readonly<Record<string, string>>,
  { base, quote }: { readonly base: string; readonly quote: string },
): string {
  // The form keeps the values that the user has typed for other kinds of orders. These values are ignored here.
  const shown = (slot: string): string =>
    kind.fields(side).some((field) => field.slot === slot) ? (values[slot] ?? '') : '';
  const [quantity, price] = [shown('quantity'), shown('price')];
  const amount = quantity ? `${quantity} ${base}` : `${base} for ${shown('spend')} ${quote}`;
  return `${VERBS[side]} ${amount}${price ? ` at ${grouped(price)}` : ''} · ${kind.label}`;
}
