import { decimalText, formatScaled, powerOfTen } from '../decimal/index.js';
import type { Bound, Limit } from './bound.js';
import { type FilterCompiler, FilterReader, type FilterRule, wholeNumber } from './filter-rule.js';
import { icebergParts } from './filters/iceberg-parts.js';
import { lotSize, marketLotSize } from './filters/lot-size.js';
import { maxAsset } from './filters/max-asset.js';
import {
  maxNumAlgoOrders,
  maxNumIcebergOrders,
  maxNumOrderAmends,
  maxNumOrderLists,
  maxNumOrders,
} from './filters/max-count.js';
import { maxPosition } from './filters/max-position.js';
import { minNotional, notional } from './filters/notional.js';
import { percentPrice, percentPriceBySide } from './filters/percent-price.js';
import { priceFilter } from './filters/price-filter.js';
import { trailingDelta } from './filters/trailing-delta.js';
import type { compileRules, RuleOptions, SymbolRules } from './rules.js';
import type { FilterInfo, RuledSymbol } from './symbol-info.js';

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

/** Stands for an entry without a name, and for a list of filters that is not there: "filters" are not judged. */
const NAMELESS: FilterInfo = { filterType: 'filters' };
const NO_FILTERS: readonly FilterInfo[] = [NAMELESS];

/** As {@link compileRules}. */
export function compileSymbol(info: RuledSymbol, options: RuleOptions): SymbolRules {
  const lists = [info.filters ?? NO_FILTERS, options.exchangeFilters ?? [], options.assetFilters ?? []];
  const filters = lists.flat().map((filter) => (typeof filter?.filterType === 'string' ? filter : NAMELESS));
  const isRouted = options.sors?.some(({ symbols }) => symbols.includes(info.symbol));
  const digits = [info.baseAssetPrecision, info.quoteAssetPrecision ?? info.quotePrecision];
  const [baseDigits, quoteDigits] = digits.map(digitsOf);
  if (digits.some((given) => given != null && digitsOf(given) === undefined)) filters.push({ filterType: 'PRECISION' });
  const scales = new Map<number, SymbolRules>();

  function at(scale: number): SymbolRules {
    const known = scales.get(scale);
    if (known) return known;
    const unknownFilters: FilterInfo[] = [];
    const compiled = filters.map((filter): FilterRule => {
      const reader = new FilterReader(filter, scale);
      const compile = Object.hasOwn(compilers, filter.filterType) ? compilers[filter.filterType] : undefined;
      const rule = compile?.(reader, info);
      if (rule && reader.isReadable) return rule;
      unknownFilters.push(filter);
      return {};
    });
    const rules: SymbolRules = {
      symbol: info.symbol,
      info,
      unknownFilters,
      scale,
      isRouted,
      basePrecision: precision('baseAssetPrecision', baseDigits, scale),
      quotePrecision: precision('quoteAssetPrecision', quoteDigits, scale),
      legRules: compiled.flatMap(({ leg }) => leg ?? []),
      amendRules: compiled.flatMap(({ leg, ofQuantity }) => (ofQuantity && leg) || []),
      orderRules: compiled.flatMap(({ order }) => order ?? []),
      at,
    };
    scales.set(scale, rules);
    return rules;
  }
  return at(scaleOf(filters, baseDigits ?? 0, quoteDigits ?? 0));
}

/** Enough decimals for every figure of the rules. */
function scaleOf(filters: readonly FilterInfo[], ...digits: number[]): number {
  let scale = Math.max(8, ...digits);
  for (const value of filters.flatMap((filter) => Object.values(filter))) {
    const decimals = /\.(\d*?)0*$/.exec(decimalText(value) ?? '')?.[1]?.length ?? 0;
    scale = Math.max(scale, decimals);
  }
  return scale;
}

/** A count of decimals; undefined for none and for what is not one. */
function digitsOf(value: unknown): number | undefined {
  const digits = wholeNumber(value);
  return digits !== undefined && digits <= 20 ? digits : undefined;
}

/** An asset's precision, as a step. */
function precision(name: string, digits: number | undefined, scale: number): Bound | undefined {
  if (digits === undefined) return undefined;
  const step: Limit = { name, text: String(digits), value: powerOfTen(scale - digits), verb: 'has more decimals than' };
  // Known of the 8 decimals that the exchange counts in today, in signed 64-bit integers; finer ones must be held wider.
  if (digits > 8) return { filter: 'PRECISION', step };
  const most = (2n ** 63n - 1n) * step.value;
  const max: Limit = { name, text: formatScaled(most, scale), value: most, verb: 'is too large for' };
  return { filter: 'PRECISION', step, max };
}
