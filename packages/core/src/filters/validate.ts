import { bind } from './bound.js';
import { judgeListPrices } from './list-prices.js';
import type { OrderContext } from './order-context.js';
import { type OrderOperation, orderForms } from './order-forms.js';
import { judgeLegParameters, judgeParameters } from './parameters.js';
import { judgePermissions } from './permissions.js';
import type { OrderProblem } from './problem.js';
import type { SymbolRules } from './rules.js';
import { type OrderParams, Sheet } from './sheet.js';

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
  const sheet = new Sheet(params, rules, context, orderForms[operation]);
  judgePermissions(sheet);
  judgeParameters(sheet);
  for (const leg of sheet.legs) {
    judgeLegParameters(leg, sheet);
    for (const filter of rules.filters) filter.leg?.(leg, sheet);
    if (rules.basePrecision) {
      bind(leg.quantity, rules.basePrecision);
      bind(leg.icebergQty, rules.basePrecision);
    }
    if (rules.quotePrecision) {
      bind(leg.price, rules.quotePrecision);
      bind(leg.stopPrice, rules.quotePrecision);
      bind(leg.quoteOrderQty, rules.quotePrecision);
    }
  }
  judgeListPrices(sheet);
  for (const filter of rules.filters) filter.order?.(sheet);
  for (const filter of rules.unknownFilters) sheet.leaveOpen(filter.filterType);
  if (sheet.scale > rules.scale) return validateOrder(params, rules.at(sheet.scale), context, { operation });
  sheet.judgeAmounts();
  return { problems: sheet.problems, unjudged: sheet.unjudged };
}
