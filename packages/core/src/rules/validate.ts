import type { OrderProblem } from '../errors/index.js';
import { judgeOrder } from './judge-order.js';
import type { OrderContext } from './order-context.js';
import type { OrderOperation } from './order-forms.js';
import type { SymbolRules } from './rules.js';
import type { OrderParams } from './sheet.js';

/** What came of judging an order. */
export type OrderVerdict = {
  /** Everything that is wrong; empty for a legal order. */
  readonly problems: readonly OrderProblem[];
  /** Rules that could not be judged: filters that lack context or are unknown, and symbol flags the exchange left out. */
  readonly unjudged: readonly string[];
};

/**
 * Judges an order by its symbol's rules; pure.
 *
 * @param options.operation The client method that the parameters are for. @default 'createOrder'
 */
export function validateOrder(
  params: OrderParams,
  rules: SymbolRules,
  context: OrderContext = {},
  { operation = 'createOrder' }: { readonly operation?: OrderOperation | undefined } = {},
): OrderVerdict {
  return judgeOrder(params, rules, context, operation);
}
