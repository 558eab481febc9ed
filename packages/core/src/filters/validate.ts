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
  const form = orderForms[operation];
  const sheet = judge(new Sheet(params, rules, context, form, false));
  if (sheet.scale > rules.scale) return validateOrder(params, rules.at(sheet.scale), context, { operation });
  const { unjudged } = sheet;
  if (!sheet.isBroken) return { problems: sheet.problems, unjudged };
  return { problems: judge(new Sheet(params, rules, context, form, true)).allProblems(), unjudged };
}

function judge(sheet: Sheet): Sheet {
  const { legRules, amendRules, orderRules, unknownFilters, basePrecision, quotePrecision } = sheet.rules;
  judgePermissions(sheet);
  judgeParameters(sheet);
  for (const leg of sheet.legs) {
    judgeLegParameters(leg, sheet);
    for (const rule of sheet.form.amend ? amendRules : legRules) rule(leg, sheet);
    if (basePrecision) {
      sheet.bind(leg.quantity, basePrecision);
      sheet.bind(leg.icebergQty, basePrecision);
    }
    if (quotePrecision) {
      sheet.bind(leg.price, quotePrecision);
      sheet.bind(leg.stopPrice, quotePrecision);
      sheet.bind(leg.quoteOrderQty, quotePrecision);
    }
  }
  judgeListPrices(sheet);
  for (const rule of orderRules) rule(sheet);
  for (const { filterType } of unknownFilters) sheet.leaveOpen(filterType);
  return sheet;
}
