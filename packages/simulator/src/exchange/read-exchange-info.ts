import { defaultSettings } from '../assumptions/assumptions.js';
import { completeSymbol } from '../engine/settings/complete-symbol.js';
import { parseAmount } from '../engine/types/amount.js';
import type { ExchangeFilter, Filter, OrderLimit, SorSpec, SymbolSpec } from '../engine/types/index.js';
import type { ExchangeOptions } from './options.js';

/** The options of an exchange that follow from an answer to `GET /api/v3/exchangeInfo`. */
export type ExchangeInfoOptions = Required<
  Pick<ExchangeOptions, 'orderLimits' | 'exchangeFilters' | 'sors' | 'settings'>
> & {
  /** The symbols of the answer, without fields that the simulator does not know. */
  readonly symbols: readonly SymbolSpec[];
};

/**
 * Reads a saved answer of `GET /api/v3/exchangeInfo`: its symbols with their filters, the filters of the exchange, SOR,
 * and the limits. `createExchange({ ...readExchangeInfo(json) })` creates an exchange with these rules. It also reads
 * answers of earlier years. Fields and filters that the simulator does not know are skipped.
 *
 * @throws {RangeError} when the value is not such an answer, or a filter lacks a field.
 */
export function readExchangeInfo(json: unknown): ExchangeInfoOptions {
  const info = asRecord(json, 'exchangeInfo');
  const symbols = asArray(info.symbols, 'symbols').map(readSymbol);
  if (symbols.length === 0) throw new RangeError('exchangeInfo: symbols: expected at least one symbol');
  const limits = asArray(info.rateLimits ?? [], 'rateLimits').map((row) => asRecord(row, 'rateLimits'));
  const orderLimits = limits.filter(({ rateLimitType }) => rateLimitType === 'ORDERS').map(readOrderLimit);
  return {
    symbols,
    exchangeFilters: readFilters(info.exchangeFilters ?? [], 'exchangeFilters', EXCHANGE_FILTERS) as ExchangeFilter[],
    sors: asArray(info.sors ?? [], 'sors') as SorSpec[],
    // If the answer lists no limits, the default limits stay.
    orderLimits: orderLimits.length > 0 ? orderLimits : DEFAULT_ORDER_LIMITS,
    settings: {
      limits: {
        ...defaultSettings.limits,
        ...limitOf(limits, 'REQUEST_WEIGHT', 'requestWeightPerMinute'),
        ...limitOf(limits, 'RAW_REQUESTS', 'rawRequestsPerFiveMinutes'),
      },
    },
  };
}

type Json = Readonly<Record<string, unknown>>;
type FieldType = 'decimal' | 'number' | 'flag';

const DEFAULT_ORDER_LIMITS: readonly OrderLimit[] = [
  { interval: 'SECOND', intervalNum: 10, limit: 100 },
  { interval: 'DAY', intervalNum: 1, limit: 200_000 },
];

const fieldsOf = (type: FieldType, ...names: readonly string[]): Record<string, FieldType> =>
  Object.fromEntries(names.map((name) => [name, type]));

const SYMBOL_FILTERS: Readonly<Record<Filter['filterType'], Readonly<Record<string, FieldType>>>> = {
  PRICE_FILTER: fieldsOf('decimal', 'minPrice', 'maxPrice', 'tickSize'),
  PERCENT_PRICE: { ...fieldsOf('decimal', 'multiplierUp', 'multiplierDown'), avgPriceMins: 'number' },
  PERCENT_PRICE_BY_SIDE: {
    ...fieldsOf('decimal', 'bidMultiplierUp', 'bidMultiplierDown', 'askMultiplierUp', 'askMultiplierDown'),
    avgPriceMins: 'number',
  },
  LOT_SIZE: fieldsOf('decimal', 'minQty', 'maxQty', 'stepSize'),
  MARKET_LOT_SIZE: fieldsOf('decimal', 'minQty', 'maxQty', 'stepSize'),
  MIN_NOTIONAL: { minNotional: 'decimal', applyToMarket: 'flag', avgPriceMins: 'number' },
  NOTIONAL: {
    ...fieldsOf('decimal', 'minNotional', 'maxNotional'),
    ...fieldsOf('flag', 'applyMinToMarket', 'applyMaxToMarket'),
    avgPriceMins: 'number',
  },
  ICEBERG_PARTS: fieldsOf('number', 'limit'),
  MAX_POSITION: fieldsOf('decimal', 'maxPosition'),
  TRAILING_DELTA: fieldsOf(
    'number',
    'minTrailingAboveDelta',
    'maxTrailingAboveDelta',
    'minTrailingBelowDelta',
    'maxTrailingBelowDelta',
  ),
  MAX_NUM_ORDERS: fieldsOf('number', 'maxNumOrders'),
  MAX_NUM_ALGO_ORDERS: fieldsOf('number', 'maxNumAlgoOrders'),
  MAX_NUM_ICEBERG_ORDERS: fieldsOf('number', 'maxNumIcebergOrders'),
  MAX_NUM_ORDER_LISTS: fieldsOf('number', 'maxNumOrderLists'),
  MAX_NUM_ORDER_AMENDS: fieldsOf('number', 'maxNumOrderAmends'),
};

const EXCHANGE_FILTERS: Readonly<Record<ExchangeFilter['filterType'], Readonly<Record<string, FieldType>>>> = {
  EXCHANGE_MAX_NUM_ORDERS: fieldsOf('number', 'maxNumOrders'),
  EXCHANGE_MAX_NUM_ALGO_ORDERS: fieldsOf('number', 'maxNumAlgoOrders'),
  EXCHANGE_MAX_NUM_ICEBERG_ORDERS: fieldsOf('number', 'maxNumIcebergOrders'),
  EXCHANGE_MAX_NUM_ORDER_LISTS: fieldsOf('number', 'maxNumOrderLists'),
};

/** Fields that are missing in answers before 2019, with the values of these fields in later answers. */
const LATER_FIELDS: Readonly<Record<string, unknown>> = { avgPriceMins: 5, applyToMarket: true };

function readSymbol(row: unknown): SymbolSpec {
  const fields = asRecord(row, 'symbols');
  const { symbol, baseAsset, quoteAsset } = fields;
  for (const [name, value] of Object.entries({ symbol, baseAsset, quoteAsset })) {
    if (typeof value !== 'string' || value === '') throw expected(`symbols: ${name}`, 'a name', value);
  }
  const filters = readFilters(fields.filters, `symbols: ${symbol}: filters`, SYMBOL_FILTERS) as Filter[];
  // Fields that are not in `OWN_FIELDS` are copied from the answer without a change. A field is skipped if its type
  // differs from that of the default value.
  const names = { symbol, baseAsset, quoteAsset } as Pick<SymbolSpec, 'symbol' | 'baseAsset' | 'quoteAsset'>;
  const defaults = Object.entries(completeSymbol(names)).filter(([name]) => !OWN_FIELDS.has(name));
  const known = defaults.flatMap(([name, value]) => {
    const given = fields[name];
    return typeof given === typeof value && Array.isArray(given) === Array.isArray(value) ? [[name, given]] : [];
  });
  return { ...Object.fromEntries(known), ...names, filters, permissionSets: permissionSetsOf(fields) };
}

/** Fields that `readSymbol` reads one by one, or that exchangeInfo does not contain. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  ...['symbol', 'baseAsset', 'quoteAsset', 'filters', 'permissionSets'],
  ...['executionRules', 'referencePriceCalculation', 'commission'],
]);

/** Reads the permission sets. Answers before 2024 have a single set, `permissions`, and those before 2021 have none. */
function permissionSetsOf({ permissionSets, permissions }: Json): readonly (readonly string[])[] {
  const sets = Array.isArray(permissionSets) ? (permissionSets as string[][]).filter((set) => set.length > 0) : [];
  if (sets.length > 0) return sets;
  return Array.isArray(permissions) && permissions.length > 0 ? [permissions as string[]] : [['SPOT']];
}

function readFilters(
  rows: unknown,
  at: string,
  known: Readonly<Record<string, Readonly<Record<string, FieldType>>>>,
): Json[] {
  return asArray(rows, at)
    .map((row) => asRecord(row, at))
    .flatMap((row) => {
      const { filterType } = row;
      const fields = typeof filterType === 'string' && Object.hasOwn(known, filterType) ? known[filterType] : undefined;
      if (!fields) return [];
      const values = Object.entries(fields).map(([name, type]) => {
        const value = row[name] ?? LATER_FIELDS[name];
        if (!isOfType(value, type)) throw expected(`${at}: ${filterType}: ${name}`, `a ${type}`, value);
        return [name, value] as const;
      });
      return [{ filterType, ...Object.fromEntries(values) }];
    });
}

function isOfType(value: unknown, type: FieldType): boolean {
  if (type === 'decimal') return typeof value === 'string' && parseAmount(value) !== undefined;
  return type === 'number' ? Number.isSafeInteger(value) && (value as number) >= 0 : typeof value === 'boolean';
}

function readOrderLimit({ interval, intervalNum = 1, limit }: Json): OrderLimit {
  if (!['SECOND', 'MINUTE', 'DAY'].includes(interval as string)) {
    throw expected('rateLimits: ORDERS: interval', 'SECOND, MINUTE or DAY', interval);
  }
  for (const [name, value] of Object.entries({ intervalNum, limit })) {
    if (!isOfType(value, 'number')) throw expected(`rateLimits: ORDERS: ${name}`, 'a number', value);
  }
  return { interval, intervalNum, limit } as OrderLimit;
}

function limitOf(limits: readonly Json[], type: string, name: string): Record<string, number> {
  const limit = limits.find(({ rateLimitType }) => rateLimitType === type)?.limit;
  if (limit === undefined) return {};
  if (!isOfType(limit, 'number')) throw expected(`rateLimits: ${type}: limit`, 'a number', limit);
  return { [name]: limit as number };
}

function asRecord(value: unknown, at: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw expected(at, 'an object', value);
  return value as Json;
}

function asArray(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw expected(at, 'a list', value);
  return value;
}

function expected(at: string, what: string, value: unknown): RangeError {
  const shown = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 100);
  return new RangeError(`${at === 'exchangeInfo' ? '' : 'exchangeInfo: '}${at}: expected ${what}, got ${shown}`);
}
