import type { Bound } from './bound.js';
import { compileSymbol } from './compile-symbol.js';
import type { FilterRule } from './filter-rule.js';
import type { FilterInfo, RuledSymbol } from './symbol-info.js';

/** What binds a symbol's orders besides its own entry. */
export type RuleOptions = {
  /** Limits of the account across symbols, from `getExchangeInfo` or `getMyFilters`. */
  readonly exchangeFilters?: readonly FilterInfo[] | undefined;
  /** Limits per asset, from `getMyFilters`. */
  readonly assetFilters?: readonly FilterInfo[] | undefined;
  /** Where orders may be routed, from `getExchangeInfo`; absent, SOR is not judged. */
  readonly sors?: readonly { readonly baseAsset: string; readonly symbols: readonly string[] }[] | undefined;
};

/** The trading rules of a symbol, ready to judge orders by. Made by {@link compileRules}. */
export type SymbolRules = {
  readonly symbol: string;
  readonly info: RuledSymbol;
  /** Filters that this version does not know, or whose figures it cannot read; they are never judged. */
  readonly unknownFilters: readonly FilterInfo[];
  /** Decimals of the integers that the rules calculate in. */
  readonly scale: number;
  /** Whether orders may be routed; undefined where that is not known. */
  readonly isRouted: boolean | undefined;
  readonly basePrecision: Bound | undefined;
  readonly quotePrecision: Bound | undefined;
  readonly legRules: readonly Required<FilterRule>['leg'][];
  readonly amendRules: readonly Required<FilterRule>['leg'][];
  readonly orderRules: readonly Required<FilterRule>['order'][];
  /** The same rules for numbers with more decimals. */
  at(scale: number): SymbolRules;
};

/**
 * Compiles the trading rules of a symbol, once, for any number of orders.
 *
 * Filters that are unknown or unreadable are let through and listed; a limit or step of 0 is off. Whatever the exchange
 * sends, this does not throw: what is missing or malformed is not judged.
 */
export function compileRules(info: RuledSymbol, options: RuleOptions = {}): SymbolRules {
  return compileSymbol(info, options);
}
