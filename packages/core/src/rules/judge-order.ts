import { judgeListPrices } from './list-prices.js';
import type { OrderContext } from './order-context.js';
import { type OrderOperation, orderForms } from './order-forms.js';
import { judgeLegParameters, judgeParameters } from './parameters.js';
import { judgePermissions } from './permissions.js';
import type { SymbolRules } from './rules.js';
import { type OrderParams, Sheet } from './sheet.js';
import type { OrderVerdict, validateOrder } from './validate.js';

/** As {@link validateOrder}, for an operation. */
export function judgeOrder(
  params: OrderParams,
  rules: SymbolRules,
  context: OrderContext,
  operation: OrderOperation,
): OrderVerdict {
  const form = orderForms[operation];
  const sheet = judge(new Sheet(params, rules, context, form, false));
  if (sheet.scale > rules.scale) return judgeOrder(params, rules.at(sheet.scale), context, operation);
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
