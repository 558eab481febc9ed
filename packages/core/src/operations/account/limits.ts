import type { NoParams } from '../general/connectivity.js';
import type { RateLimit } from '../general/exchange-info.js';
import type { AssetFilter, ExchangeFilter, SymbolFilter } from '../general/symbol-filters.js';
import type { SymbolParams } from '../market/prices.js';
import type { Method, Operation } from '../operation.js';

/** A limit on the number of unfilled orders, and how many orders count towards it now. */
export type UnfilledOrderCount = RateLimit & {
  /** How many unfilled orders count towards the limit in the current window. */
  count: number;
};

/** The filters that apply to the account on a symbol. */
export type MyFilters = {
  /** Limits of the account that apply to all symbols together. */
  exchangeFilters: ExchangeFilter[];
  /** Trading rules of the symbol. */
  symbolFilters: SymbolFilter[];
  /** Limits on single assets. No other operation returns them. */
  assetFilters: AssetFilter[];
};

/**
 * Returns the account's limits on unfilled orders, and how many orders count towards each.
 *
 * Weight 40. Needs an API key.
 *
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-unfilled-order-count-user_data
 */
export const getUnfilledOrderCount: Operation<Method<NoParams, UnfilledOrderCount[]>> = {
  rest: 'GET /api/v3/rateLimit/order',
  ws: 'account.rateLimits.orders',
  security: 'USER_DATA',
  weight: 40,
  effect: 'read',
  shape: [{ rateLimitType: 'text' }],
};

/**
 * Returns the filters that apply to the account on a symbol. No other operation returns limits on single assets.
 *
 * Weight 40. Needs an API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-relevant-filters-user_data
 */
export const getMyFilters: Operation<Method<SymbolParams, MyFilters>> = {
  rest: 'GET /api/v3/myFilters',
  ws: 'myFilters',
  security: 'USER_DATA',
  weight: 40,
  needs: ['symbol'],
  effect: 'read',
  shape: { symbolFilters: 'list' },
  updates: ['assetFilters'],
};
