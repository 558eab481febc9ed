import type { Bound, Limit } from './bound.js';
import { type FilterCompiler, FilterReader, type FilterRule } from './filter-rule.js';
import { icebergParts } from './iceberg-parts.js';
import { lotSize, marketLotSize } from './lot-size.js';
import { maxAsset } from './max-asset.js';
import {
  maxNumAlgoOrders,
  maxNumIcebergOrders,
  maxNumOrderAmends,
  maxNumOrderLists,
  maxNumOrders,
} from './max-count.js';
import { maxPosition } from './max-position.js';
import { minNotional, notional } from './notional.js';
import { percentPrice, percentPriceBySide } from './percent-price.js';
import { priceFilter } from './price-filter.js';
import { formatScaled, powerOfTen } from './scaled.js';
import type { FilterInfo, RuledSymbol } from './symbol-info.js';
import { trailingDelta } from './trailing-delta.js';

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
  /** Filters that this version does not know; they are never judged. */
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

const compilers: Readonly<Record<string, FilterCompiler>> = {
  PRICE_FILTER: priceFilter,
  PERCENT_PRICE: percentPrice,
  PERCENT_PRICE_BY_SIDE: percentPriceBySide,
  LOT_SIZE: lotSize,
  MARKET_LOT_SIZE: marketLotSize,
  MIN_NOTIONAL: minNotional,
  NOTIONAL: notional,
  ICEBERG_PARTS: icebergParts,
  TRAILING_DELTA: trailingDelta,
  MAX_POSITION: maxPosition,
  MAX_NUM_ORDERS: maxNumOrders,
  MAX_NUM_ALGO_ORDERS: maxNumAlgoOrders,
  MAX_NUM_ICEBERG_ORDERS: maxNumIcebergOrders,
  MAX_NUM_ORDER_LISTS: maxNumOrderLists,
  MAX_NUM_ORDER_AMENDS: maxNumOrderAmends,
  EXCHANGE_MAX_NUM_ORDERS: maxNumOrders,
  EXCHANGE_MAX_NUM_ALGO_ORDERS: maxNumAlgoOrders,
  EXCHANGE_MAX_NUM_ICEBERG_ORDERS: maxNumIcebergOrders,
  EXCHANGE_MAX_NUM_ORDER_LISTS: maxNumOrderLists,
  MAX_ASSET: maxAsset,
};

/**
 * Compiles the trading rules of a symbol, once, for any number of orders.
 *
 * Unknown filters are let through and listed; a limit or step of 0 is off.
 */
export function compileRules(info: RuledSymbol, options: RuleOptions = {}): SymbolRules {
  const filters = [...info.filters, ...(options.exchangeFilters ?? []), ...(options.assetFilters ?? [])];
  const unknownFilters = filters.filter(({ filterType }) => !Object.hasOwn(compilers, filterType));
  const isRouted = options.sors?.some(({ symbols }) => symbols.includes(info.symbol));
  const quoteDigits = info.quoteAssetPrecision ?? info.quotePrecision;
  const scales = new Map<number, SymbolRules>();

  function at(scale: number): SymbolRules {
    const known = scales.get(scale);
    if (known) return known;
    const compiled = filters.map(
      (filter) => compilers[filter.filterType]?.(new FilterReader(filter, scale), info) ?? {},
    );
    const rules: SymbolRules = {
      symbol: info.symbol,
      info,
      unknownFilters,
      scale,
      isRouted,
      basePrecision: precision('baseAssetPrecision', info.baseAssetPrecision, scale),
      quotePrecision: precision('quoteAssetPrecision', quoteDigits, scale),
      legRules: compiled.flatMap(({ leg }) => leg ?? []),
      amendRules: compiled.flatMap(({ leg, ofQuantity }) => (ofQuantity && leg) || []),
      orderRules: compiled.flatMap(({ order }) => order ?? []),
      at,
    };
    scales.set(scale, rules);
    return rules;
  }
  return at(scaleOf(filters, info.baseAssetPrecision ?? 0, quoteDigits ?? 0));
}

/** Enough decimals for every figure of the rules. */
function scaleOf(filters: readonly FilterInfo[], ...digits: number[]): number {
  let scale = Math.max(8, ...digits);
  for (const value of filters.flatMap((filter) => Object.values(filter))) {
    const decimals = /^\d+\.(\d*?)0*$/.exec(String(value))?.[1]?.length ?? 0;
    scale = Math.max(scale, Math.min(decimals, 20));
  }
  return scale;
}

/** An asset's precision, as a step. */
function precision(name: string, digits: number | undefined, scale: number): Bound | undefined {
  if (digits === undefined) return undefined;
  const step: Limit = { name, text: String(digits), value: powerOfTen(scale - digits), verb: 'has more decimals than' };
  // The exchange counts in signed 64-bit integers of this precision.
  const most = (2n ** 63n - 1n) * step.value;
  return {
    filter: 'PRECISION',
    step,
    max: { name, text: formatScaled(most, scale), value: most, verb: 'is too large for' },
  };
}
