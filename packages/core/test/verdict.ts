import { compileRules, type RuleOptions } from '../src/rules/compile.js';
import { type OrderVerdict, validateOrder } from '../src/rules/index.js';
import type { OrderContext } from '../src/rules/order-context.js';
import type { OrderOperation } from '../src/rules/order-forms.js';
import type { FilterInfo, RuledSymbol } from '../src/rules/symbol-info.js';

const TYPES = ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'];

const symbol: RuledSymbol = {
  symbol: 'BNBBTC',
  status: 'TRADING',
  baseAsset: 'BNB',
  quoteAsset: 'BTC',
  baseAssetPrecision: 8,
  quoteAssetPrecision: 8,
  orderTypes: TYPES,
  icebergAllowed: true,
  ocoAllowed: true,
  otoAllowed: true,
  opoAllowed: true,
  quoteOrderQtyMarketAllowed: true,
  allowTrailingStop: true,
  cancelReplaceAllowed: true,
  amendAllowed: true,
  pegInstructionsAllowed: true,
  isSpotTradingAllowed: true,
  allowedSelfTradePreventionModes: ['NONE', 'EXPIRE_MAKER'],
  filters: [],
};

/** Legal orders of the types LIMIT and MARKET. */
export const limit = { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '10' };
export const market = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' };

/** What a check of an order depends on: the rules of the symbol, and the state of market and account. */
export type Given = {
  readonly filters?: readonly object[];
  readonly info?: Partial<RuledSymbol>;
  readonly options?: RuleOptions;
  readonly context?: OrderContext;
  readonly operation?: OrderOperation;
};

/** Returns the rules that an order breaks, each as `FILTER parameter`. */
export function faults(params: object, given: Given = {}): string[] {
  return verdict(params, given).problems.map(({ filter, param }) => `${filter} ${param}`);
}

/** Checks an order of a symbol that allows all features and has only the given filters. */
export function verdict(
  params: object,
  { filters = [], info = {}, options, context, operation }: Given = {},
): OrderVerdict {
  const rules = compileRules({ ...symbol, ...info, filters: filters as FilterInfo[] }, options);
  return validateOrder(params as Record<string, unknown>, rules, context, { operation });
}
