/** The trading rules of a symbol: compile them once, then check every order before it is sent. @module */

export type { OrderProblem, ProblemFilter } from '../errors/index.js';
export { compileRules, type RuleOptions, type SymbolRules } from './compile.js';
export { type FitOptions, type Fitted, type FittedOrder, fitOrder, type Rounding } from './fit.js';
export { createOrderGuard, type OrderGuard, type OrderGuardOptions, type OrderRules } from './guard.js';
export type { OrderContext, RuledOpenOrder } from './order-context.js';
export type { OrderOperation } from './order-forms.js';
export type { FilterInfo, RuledSymbol } from './symbol-info.js';
export { type OrderVerdict, validateOrder } from './validate.js';
