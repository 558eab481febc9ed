import type { OrderProblem } from '../errors/index.js';
import type { SymbolRules } from './compile.js';
import { checkListPrices } from './list-prices.js';
import { OrderCheck, type OrderParams } from './order-check.js';
import type { OrderContext } from './order-context.js';
import type { OrderForm } from './order-forms.js';
import { checkLegParameters, checkParameters } from './parameters.js';
import { checkPermissions } from './permissions.js';

/** The result of checking an order. */
export type OrderVerdict = {
  /** All rules that the order breaks; empty if it is legal. */
  readonly problems: readonly OrderProblem[];
  /**
   * Rules that could not be checked: unknown filters, filters that need a value that the context lacks, and rules for
   * which the symbol lacks a flag.
   */
  readonly unjudged: readonly string[];
};

/** Checks an order against the rules of its symbol. `form` says how the parameters describe the order. */
export function validateByForm(
  params: OrderParams,
  rules: SymbolRules,
  context: OrderContext,
  form: OrderForm,
): OrderVerdict {
  const check = runChecks(new OrderCheck(params, rules, context, form, false), rules);
  if (check.scale > rules.scale) return validateByForm(params, rules.at(check.scale), context, form);
  const { unjudged } = check;
  if (!check.hasIllegalNumber) return { problems: check.problems, unjudged };
  const detailed = runChecks(new OrderCheck(params, rules, context, form, true), rules);
  return { problems: detailed.allProblems(), unjudged };
}

function runChecks(check: OrderCheck, rules: SymbolRules): OrderCheck {
  const { filters, unknownFilters, basePrecision, quotePrecision } = rules;
  checkPermissions(check);
  checkParameters(check);
  for (const leg of check.legs) {
    checkLegParameters(leg, check);
    for (const filter of filters) if (!check.form.amend || filter.checksAmendments) filter.checkLeg?.(leg, check);
    check.applyRule(leg.quantity, basePrecision);
    check.applyRule(leg.icebergQty, basePrecision);
    check.applyRule(leg.price, quotePrecision);
    check.applyRule(leg.stopPrice, quotePrecision);
    check.applyRule(leg.quoteOrderQty, quotePrecision);
  }
  checkListPrices(check);
  for (const filter of filters) filter.checkOrder?.(check);
  for (const { filterType } of unknownFilters) check.markUnjudged(filterType);
  return check;
}
