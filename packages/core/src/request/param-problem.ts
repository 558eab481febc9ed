import type { AnyOperation } from '../operations/operation.js';
import { isRecord } from './check-arguments.js';

/**
 * Matches text that looks like a symbol but has lower-case letters. The exchange's symbols have no lower-case letters.
 */
const small = /^(?=.*[a-z])[\w.-]{1,50}$/;

/**
 * Describes what is wrong with the parameters of a call: a mandatory parameter of a read is missing, or a symbol has
 * lower-case letters. Returns undefined if nothing is wrong. The symbols of orders are not checked here, because the
 * order rules check them.
 */
export function paramProblem(operation: AnyOperation, params: unknown = {}): string | undefined {
  if (!isRecord(params)) return undefined;
  const given = params as Readonly<Record<string, unknown>>;
  const isMissing = (param: string): boolean => given[param] === undefined || given[param] === '';
  const missing = operation.needs?.find((needed) => isMissing(needed) && needed.split('|').every(isMissing));
  if (missing) return `${missing.replace('|', ' or ')}: expected a value`;
  const symbols = operation.orderForm ? [] : [given.symbol].concat(given.symbols);
  const symbol = symbols.find((each) => typeof each === 'string' && small.test(each));
  return typeof symbol === 'string'
    ? `symbol: expected capitals, got '${symbol}'. Did you mean '${symbol.toUpperCase()}'?`
    : undefined;
}
