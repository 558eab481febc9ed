/** The trading rules of a symbol: compile them once, then check every order before it is sent. @module */

// The functions below check their arguments, and then call functions of other files, which a client loads with its
// first order. If the package exported the functions of those files directly, esbuild would put those files into the
// chunk that every web page loads first.
import { assertConfig } from '../errors/assert-config.js';
import { assertMs, assertObject } from '../errors/assert-option.js';
import { BinanceTransportError } from '../errors/index.js';
import { requestOf } from '../operations/call.js';
import { getExchangeInfo } from '../operations/general/exchange-info.js';
import { checkRules } from './check-rules.js';
import { compileRules as compile, type RuleOptions, type SymbolRules } from './compile.js';
import { createOrderGuard as createGuard, type OrderGuard, type OrderGuardOptions } from './guard.js';
import type { OrderParams } from './order-check.js';
import type { OrderContext } from './order-context.js';
import { orderFormOf } from './order-form-of.js';
import type { OrderOperation } from './order-forms.js';
import type { RuledSymbol } from './symbol-info.js';
import { type OrderVerdict, validateByForm } from './validate.js';

export type { OrderProblem, ProblemFilter } from '../errors/index.js';
export type { RuleOptions, SymbolRules } from './compile.js';
export { type FitOptions, type Fitted, type FittedOrder, fitOrder, type Rounding } from './fit-order.js';
export type { OrderGuard, OrderGuardOptions, OrderRules } from './guard.js';
export type { NumberLimit, NumberRule } from './number-rule.js';
export type { OrderContext, RuledOpenOrder } from './order-context.js';
export type { OrderOperation } from './order-forms.js';
export { roundPrice, roundQuantity } from './rounding.js';
export type { RuledExchange } from './rule-cache.js';
export type { RuleNumbers } from './rule-numbers.js';
export type { FilterInfo, RuledSymbol, SymbolFacts } from './symbol-info.js';
export type { OrderVerdict } from './validate.js';

/**
 * Compiles the trading rules of a symbol. The result can check any number of orders, so compile once.
 *
 * Filters that are unknown or cannot be read are listed in `unknownFilters`. Each check lists them in `unjudged`, with
 * the other rules that it could not check. A limit or step of 0 is not applied. Missing or malformed rules of the
 * exchange never cause an error, and are not checked.
 *
 * @throws {BinanceConfigError} if `info` is no object.
 */
export function compileRules(info: RuledSymbol, options?: RuleOptions): SymbolRules {
  assertObject('info', info);
  return compile(info, options ?? {});
}

/**
 * Checks an order against the rules of its symbol. The function sends no request and does not change `params`.
 *
 * @param options.operation The client method that the parameters are for. @default 'createOrder'
 * @throws {BinanceConfigError} if `params` is no object, `rules` is not the result of `compileRules`, or `operation` is
 * illegal.
 */
export function validateOrder(
  params: object,
  rules: SymbolRules,
  context: OrderContext = {},
  options: { readonly operation?: OrderOperation | undefined } = {},
): OrderVerdict {
  assertObject('params', params);
  checkRules(rules);
  const { operation = 'createOrder' } = options ?? {};
  return validateByForm(params as OrderParams, rules, context ?? {}, orderFormOf(operation));
}

/**
 * Creates an object that checks the orders of a client before they are sent. If several calls need the rules of a
 * symbol at the same time, they share one request.
 *
 * @throws {BinanceConfigError} if `fetchExchangeInfo` is no function, or `maxAge` is not above 0.
 */
export function createOrderGuard(options: OrderGuardOptions): OrderGuard {
  const fetchRules = options?.fetchExchangeInfo;
  assertConfig(typeof fetchRules === 'function', 'fetchExchangeInfo', 'a function', fetchRules);
  assertMs('maxAge', options.maxAge);
  const fetchExchangeInfo: typeof fetchRules = async (symbols) => {
    const answer = await fetchRules(symbols);
    if (Array.isArray(answer?.symbols)) return answer;
    const details = { request: requestOf({ name: 'getExchangeInfo', operation: getExchangeInfo }), sent: true };
    throw new BinanceTransportError('answer: expected a list of symbols, got none', details);
  };
  return createGuard({ ...options, fetchExchangeInfo });
}
