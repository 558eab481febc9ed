import type { OrderContext, OrderOperation, RuledSymbol } from '@pkg/core/filters';
import { ordersOf, type Params, type RequestOrder } from './reference-orders.js';

export type Fields = Readonly<Record<string, unknown>>;

export type ReferenceRules = {
  readonly info: RuledSymbol;
  readonly exchangeFilters?: readonly Fields[];
  readonly assetFilters?: readonly Fields[];
  readonly sors?: readonly { readonly baseAsset: string; readonly symbols: readonly string[] }[];
};

/** A request that is checked, and the results of its checks so far. */
export type Subject = {
  readonly params: Params;
  readonly rules: ReferenceRules;
  readonly info: RuledSymbol;
  readonly context: OrderContext;
  readonly operation: OrderOperation;
  readonly isList: boolean;
  readonly isAmend: boolean;
  readonly orders: readonly RequestOrder[];
  /** The broken rules. Each is the name of a filter, a space, and the name of a parameter. */
  readonly broken: Set<string>;
  /** The names of rules that cannot be checked, because data is missing. */
  readonly open: Set<string>;
};

export function subjectOf(
  params: Params,
  rules: ReferenceRules,
  context: OrderContext,
  operation: OrderOperation,
): Subject {
  const broken = new Set<string>();
  return {
    params,
    rules,
    info: rules.info,
    context,
    operation,
    isList: operation.includes('Oco') || /O[tp]o/.test(operation),
    isAmend: operation === 'amendOrder',
    orders: ordersOf(params, operation, context, broken),
    broken,
    open: new Set(),
  };
}

/** Returns whether the request has a parameter. */
export function has({ params }: Subject, name: string): boolean {
  return params[name] !== undefined && params[name] !== null;
}

/** Checks that the symbol has the flag that a parameter requires. */
export function needFlag({ info, broken, open }: Subject, name: keyof RuledSymbol, param: string): void {
  if (info[name] === undefined) open.add(name);
  if (info[name] === false) broken.add(`ORDER_TYPE ${param}`);
}
