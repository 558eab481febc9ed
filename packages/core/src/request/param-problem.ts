import type { AnyOperation } from '../operations/operation.js';
import { isRecord } from './check-arguments.js';

/** A symbol but for its letters: the exchange has none with small ones. */
const small = /^(?=.*[a-z])[\w.-]{1,50}$/;

/**
 * What is wrong with the parameters that a caller passes: a read lacks a mandatory one, or a symbol has small letters. The order
 * rules check the symbol of an order. Undefined if nothing is wrong.
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
