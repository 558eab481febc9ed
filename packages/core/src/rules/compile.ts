import { decimalText, powerOfTen } from '../decimal/index.js';
import { type Filter, FilterReader, filterCompilers, wholeNumber } from './filters/index.js';
import type { NumberLimit, NumberRule } from './number-rule.js';
import { shownValue } from './order-check.js';
import type { RuleNumbers } from './rule-numbers.js';
import type { FilterInfo, RuledSymbol, SymbolFacts } from './symbol-info.js';

/** Rules on the orders of a symbol that are not in its own entry of `getExchangeInfo`. */
export type RuleOptions = {
  /** Limits of the account across symbols, from `getExchangeInfo` or `getMyFilters`. */
  readonly exchangeFilters?: readonly FilterInfo[] | undefined;
  /** Limits per asset, from `getMyFilters`. */
  readonly assetFilters?: readonly FilterInfo[] | undefined;
  /** The symbols with smart order routing, from `getExchangeInfo`. If absent, SOR is not judged. */
  readonly sors?:
    | readonly {
        /** The asset that is bought and sold. */
        readonly baseAsset: string;
        /** The symbols of the asset that a routed order may trade on. */
        readonly symbols: readonly string[];
      }[]
    | undefined;
};

/** The trading rules of a symbol, compiled by {@link compileRules}. */
export type SymbolRules = SymbolFacts &
  RuleNumbers & {
    /** Filters that this version does not know or cannot read. They are not judged. */
    readonly unknownFilters: readonly FilterInfo[];
    /** The step of amounts of the base asset. */
    readonly basePrecision: NumberRule | undefined;
    /** The step of amounts of the quote asset. */
    readonly quotePrecision: NumberRule | undefined;
    /** The checks of each order of a request. An order list has several. */
    readonly legChecks: readonly Required<Filter>['checkLeg'][];
    /** The checks of a new quantity of an open order. */
    readonly amendmentChecks: readonly Required<Filter>['checkLeg'][];
    /** The checks of a request as a whole. */
    readonly orderChecks: readonly Required<Filter>['checkOrder'][];
    /** The same rules for numbers with more decimal places. */
    at(scale: number): SymbolRules;
  };

/** The filters whose fields are {@link RuleNumbers}: LOT_SIZE, PRICE_FILTER, NOTIONAL and MIN_NOTIONAL. */
const numbered = /^(LOT|PRICE|(MIN_)?NOT)/;

/** Stands for an entry without a name, and for a list of filters that is missing. "filters" is then not judged. */
const UNNAMED: FilterInfo = { filterType: 'filters' };
const NO_FILTERS: readonly FilterInfo[] = [UNNAMED];

/**
 * Compiles the trading rules of a symbol. Do it once; the result checks any number of orders.
 *
 * Filters that are unknown or unreadable are listed in `unknownFilters` and not judged. A limit or step of 0 is not
 * applied. This function does not throw, whatever the exchange sent: what is missing or malformed is not judged.
 */
export function compileRules(info: RuledSymbol, options: RuleOptions = {}): SymbolRules {
  const lists = [info.filters ?? NO_FILTERS, options.exchangeFilters ?? [], options.assetFilters ?? []];
  const filters = lists.flat().map((filter) => (typeof filter?.filterType === 'string' ? filter : UNNAMED));
  const symbol = shownValue(info.symbol);
  const isRouted = Array.isArray(options.sors)
    ? options.sors.some((sor) => Array.isArray(sor?.symbols) && sor.symbols.includes(symbol))
    : undefined;
  const digits = [info.baseAssetPrecision, info.quoteAssetPrecision ?? info.quotePrecision];
  const [baseDigits, quoteDigits] = digits.map(digitsOf);
  if (digits.some((given) => given != null && digitsOf(given) === undefined)) filters.push({ filterType: 'PRECISION' });
  const scales = new Map<number, SymbolRules>();

  function at(scale: number): SymbolRules {
    const known = scales.get(scale);
    if (known) return known;
    const unknownFilters: FilterInfo[] = [];
    const compiled = filters.map((given): Filter => {
      const reader = new FilterReader(given, scale);
      const { filterType } = given;
      const compile = Object.hasOwn(filterCompilers, filterType) ? filterCompilers[filterType] : undefined;
      const filter = compile?.(reader, info);
      if (filter && reader.isReadable) return filter;
      unknownFilters.push(given);
      return {};
    });
    const rules: SymbolRules = {
      ...Object.assign({}, ...filters.filter(({ filterType }) => numbered.test(filterType))),
      symbol,
      info,
      unknownFilters,
      scale,
      orderTypes: textList(info.orderTypes),
      modes: textList(info.allowedSelfTradePreventionModes),
      isRouted,
      basePrecision: precision('baseAssetPrecision', baseDigits, scale),
      quotePrecision: precision('quoteAssetPrecision', quoteDigits, scale),
      legChecks: compiled.flatMap(({ checkLeg }) => checkLeg ?? []),
      amendmentChecks: compiled.flatMap(({ checkLeg, checksAmendments }) => (checksAmendments && checkLeg) || []),
      orderChecks: compiled.flatMap(({ checkOrder }) => checkOrder ?? []),
      at,
    };
    scales.set(scale, rules);
    return rules;
  }
  return at(scaleOf(filters, baseDigits ?? 0, quoteDigits ?? 0));
}

/** The number of decimal places that the limits of all filters need, at least 8. */
function scaleOf(filters: readonly FilterInfo[], ...digits: number[]): number {
  let scale = Math.max(8, ...digits);
  for (const value of filters.flatMap((filter) => Object.values(filter))) {
    const decimals = /\.(\d*?)0*$/.exec(decimalText(value) ?? '')?.[1]?.length ?? 0;
    scale = Math.max(scale, decimals);
  }
  return scale;
}

/** A number of decimal places; undefined if it is absent or not legal. */
function digitsOf(value: unknown): number | undefined {
  const digits = wholeNumber(value);
  return digits !== undefined && digits <= 20 ? digits : undefined;
}

/** The precision of an asset, as the step of its amounts. The largest amount is not documented. */
function precision(name: string, digits: number | undefined, scale: number): NumberRule | undefined {
  if (digits === undefined) return undefined;
  const step: NumberLimit = {
    name,
    text: String(digits),
    value: powerOfTen(scale - digits),
    verb: 'has more decimals than',
  };
  return { filter: 'PRECISION', step };
}

/** A list of texts; undefined for anything else. */
function textList(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}
