import type { NoParams } from '../general/connectivity.js';
import type { RateLimit } from '../general/exchange-info.js';
import type { AssetFilter, ExchangeFilter, SymbolFilter } from '../general/symbol-filters.js';
import type { SymbolParams } from '../market/prices.js';
import type { Method, Operation } from '../operation.js';

/** A limit of unfilled orders and how much of it is used. */
export type UnfilledOrderCount = RateLimit & { count: number };

/** The filters that apply to the account on a symbol. */
export type MyFilters = {
  exchangeFilters: ExchangeFilter[];
  symbolFilters: SymbolFilter[];
  /** Given nowhere else. */
  assetFilters: AssetFilter[];
};

/**
 * How many unfilled orders the account has placed in each window.
 *
 * Weight 40. Needs a key.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-unfilled-order-count-user_data
 */
export const getUnfilledOrderCount: Operation<Method<NoParams, UnfilledOrderCount[]>> = {
  rest: 'GET /api/v3/rateLimit/order',
  ws: 'account.rateLimits.orders',
  security: 'USER_DATA',
  weight: 40,
};

/**
 * The filters that apply to the account on a symbol; the only place that shows limits of assets.
 *
 * Weight 40. Needs a key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-relevant-filters-user_data
 */
export const getMyFilters: Operation<Method<SymbolParams, MyFilters>> = {
  rest: 'GET /api/v3/myFilters',
  ws: 'myFilters',
  security: 'USER_DATA',
  weight: 40,
};
