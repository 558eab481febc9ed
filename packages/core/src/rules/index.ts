/** Trading rules: compiled once per symbol, checked before an order leaves. @module */

export type { OrderProblem, ProblemFilter } from '../errors/index.js';
export { type FitOptions, type Fitted, type FittedOrder, fitOrder, type Rounding } from './fit.js';
export { createOrderGuard, type OrderGuard, type OrderGuardOptions, type OrderRules } from './guard.js';
export type { OrderContext, RuledOpenOrder } from './order-context.js';
export type { OrderOperation } from './order-forms.js';
export { compileRules, type RuleOptions, type SymbolRules } from './rules.js';
export type { FilterInfo, RuledSymbol } from './symbol-info.js';
export { type OrderVerdict, validateOrder } from './validate.js';
