import { decimalText, parseScaled, powerOfTen } from '../decimal/index.js';
import { type Filter, FilterReader, filterCompilers, wholeNumber } from './filters/index.js';
import type { NumberLimit, NumberRule } from './number-rule.js';
import { shownValue } from './order-check.js';
import type { RuleNumbers } from './rule-numbers.js';
import type { FilterInfo, RuledSymbol, SymbolFacts } from './symbol-info.js';

/** Limits on the orders of a symbol that the symbol's own entry in `getExchangeInfo` does not contain. */
export type RuleOptions = {
  /** Limits that apply to all symbols together, from `getExchangeInfo` or `getMyFilters`. @default none */
  readonly exchangeFilters?: readonly FilterInfo[] | undefined;
  /** Limits per asset, from `getMyFilters`. @default none */
  readonly assetFilters?: readonly FilterInfo[] | undefined;
  /**
   * The base assets for which smart order routing exists, from `getExchangeInfo`.
   *
   * @default unknown; a check of an SOR order then lists `sors` in `unjudged`, the rules that could not be checked
   */
  readonly sors?:
    | readonly {
        /** The asset that is bought and sold. */
        readonly baseAsset: string;
        /** The symbols with this base asset on which an order with smart order routing may be executed. */
        readonly symbols: readonly string[];
      }[]
    | undefined;
};

/** The trading rules of a symbol, compiled by {@link compileRules}. */
export type SymbolRules = SymbolFacts &
  RuleNumbers & {
    /** Filters that are not checked, because this version of the library does not know or cannot read them. */
    readonly unknownFilters: readonly FilterInfo[];
    /**
     * Amounts of the base asset must be multiples of this step, which is one unit of the asset's last decimal place.
     */
    readonly basePrecision: NumberRule | undefined;
    /**
     * Amounts of the quote asset must be multiples of this step, which is one unit of the asset's last decimal place.
     */
    readonly quotePrecision: NumberRule | undefined;
    /** The compiled filters, without those in `unknownFilters`. */
    readonly filters: readonly Filter[];
    /** Returns the same rules with their numbers as scaled integers, for calculations: at scale 8, 1.5 is 150000000. */
    at(scale: number): SymbolRules;
  };

/**
 * Matches the names of the filters whose limits are properties of {@link RuleNumbers}: LOT_SIZE, PRICE_FILTER, NOTIONAL
 * and MIN_NOTIONAL.
 */
const numbered = /^(LOT|PRICE|(MIN_)?NOT)/;

/**
 * Takes the place of a filter without a name, and of a missing list of filters. Its name `filters` is not the name of
 * any filter that this library knows. So each check of an order lists this name in `unjudged`, the rules that could not
 * be checked.
 */
const UNNAMED: FilterInfo = { filterType: 'filters' };

/**
 * Compiles the trading rules of a symbol. The result can check any number of orders, so compile once.
 *
 * Filters that are unknown or cannot be read are listed in `unknownFilters`. Each check lists them in `unjudged`, with
 * the other rules that it could not check. A limit or step of 0 is not applied. Missing or malformed rules of the
 * exchange never cause an error, and are not checked.
 */
export function compileRules(info: RuledSymbol, options: RuleOptions = {}): SymbolRules {
  const lists = [info.filters ?? UNNAMED, options.exchangeFilters ?? [], options.assetFilters ?? []];
  const filters = lists.flat().map((filter) => (typeof filter?.filterType === 'string' ? filter : UNNAMED));
  const symbol = shownValue(info.symbol);
  const isRouted = Array.isArray(options.sors)
    ? options.sors.some((sor) => Array.isArray(sor?.symbols) && sor.symbols.includes(symbol))
    : undefined;
  const digits = [info.baseAssetPrecision, info.quoteAssetPrecision ?? info.quotePrecision];
  const [baseDigits, quoteDigits] = digits.map(digitsOf);
  if (digits.some((given) => given != null && digitsOf(given) === undefined)) filters.push({ filterType: 'PRECISION' });

  function at(scale: number): SymbolRules {
    const unknownFilters: FilterInfo[] = [];
    const compiled = filters.flatMap((given) => {
      const reader = new FilterReader(given, scale);
      const { filterType } = given;
      const compile = Object.hasOwn(filterCompilers, filterType) ? filterCompilers[filterType] : undefined;
      const filter = compile?.(reader, info);
      if (filter && reader.isReadable) return filter;
      unknownFilters.push(given);
      return [];
    });
    return {
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
      filters: compiled,
      at,
    };
  }
  return at(scaleOf(filters, baseDigits ?? 0, quoteDigits ?? 0));
}

/** Returns the number of decimal places with which the limits of all filters can be written exactly, but at least 8. */
function scaleOf(filters: readonly FilterInfo[], ...digits: number[]): number {
  let scale = Math.max(8, ...digits);
  for (const value of filters.flatMap((filter) => Object.values(filter))) {
    const parsed = parseScaled(decimalText(value) ?? '', scale);
    // If the value has more decimal places than `scale`, `parsed` is the number of its decimal places.
    if (typeof parsed === 'number') scale = parsed;
  }
  return scale;
}

/** Returns `value` if it is a legal number of decimal places; undefined if it is missing or illegal. */
function digitsOf(value: unknown): number | undefined {
  const digits = wholeNumber(value);
  return digits !== undefined && digits <= 20 ? digits : undefined;
}

/**
 * Returns the rule for amounts of an asset with this number of decimal places. The rule has a step but no maximum,
 * because Binance documents no maximum.
 */
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

/** Returns the value if it is a list of texts; undefined for any other value. */
function textList(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}
