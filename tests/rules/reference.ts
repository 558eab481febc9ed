import type { OrderContext, OrderOperation } from '@pkg/core/filters';
import { judgeFilter } from './reference-filters.js';
import type { Params } from './reference-orders.js';
import { isPaired, judgePair } from './reference-pair.js';
import { judgeOrder, judgeTrigger } from './reference-parameters.js';
import { judgeParameters, judgePermission } from './reference-request.js';
import { type Fields, type ReferenceRules, type Subject, subjectOf } from './reference-subject.js';

/** The result of the reference implementation: the broken rules, and the rules that could not be checked. */
export type ReferenceVerdict = Pick<Subject, 'broken' | 'open'>;

/**
 * Checks a request by a second, independent implementation of the trading rules. It follows the formulas in Binance's
 * filters.md and rest-api.md, and calculates with exact fractions instead of scaled integers. It is slow, and is used
 * only to check the results of `validateOrder`.
 */
export function referenceVerdict(
  params: Params,
  rules: ReferenceRules,
  context: OrderContext,
  operation: OrderOperation,
): ReferenceVerdict {
  const subject = subjectOf(params, rules, context, operation);
  const { orders, isList, isAmend, broken, open } = subject;
  judgePermission(subject);
  judgeParameters(subject);
  for (const order of orders) judgeOrder(order, subject);
  if (isList) judgePair(subject);
  for (const order of orders) {
    const isByPrice = isList && isPaired(order, operation) && order.type !== 'TAKE_PROFIT_LIMIT';
    if (!isAmend && !isByPrice) judgeTrigger(order, subject);
  }
  const filters = [rules.info.filters as readonly Fields[], rules.exchangeFilters, rules.assetFilters];
  for (const filter of filters.flatMap((each) => each ?? [])) judgeFilter(filter, subject);
  return { broken, open };
}
