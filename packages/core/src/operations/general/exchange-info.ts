import type {
  Open,
  OrderType,
  Permission,
  RateLimitInterval,
  RateLimitType,
  SelfTradePreventionMode,
  SymbolStatus,
  SymbolStatusFilter,
} from '../enums.js';
import type { Method, Operation } from '../operation.js';
import type { ExchangeFilter, SymbolFilter } from './symbol-filters.js';

/** One symbol, several, or all; all can be narrowed by permission and status. */
export type ExchangeInfoParams = {
  /** @default true */
  showPermissionSets?: boolean | undefined;
} & (
  | { symbol: string; symbols?: undefined; permissions?: undefined; symbolStatus?: undefined }
  | { symbols: readonly string[]; symbol?: undefined; permissions?: undefined; symbolStatus?: undefined }
  | {
      symbol?: undefined;
      symbols?: undefined;
      /** Symbols with any of these. @default SPOT, MARGIN, LEVERAGED */
      permissions?: Permission | readonly Permission[] | undefined;
      symbolStatus?: SymbolStatusFilter | undefined;
    }
);

/** A limit and its window. */
export type RateLimit = {
  rateLimitType: Open<RateLimitType>;
  interval: Open<RateLimitInterval>;
  intervalNum: number;
  limit: number;
};

/** A symbol and its trading rules. */
export type SymbolInfo = {
  symbol: string;
  status: Open<SymbolStatus>;
  baseAsset: string;
  baseAssetPrecision: number;
  quoteAsset: string;
  /** The same as `quoteAssetPrecision`; kept by the exchange for old callers. */
  quotePrecision: number;
  quoteAssetPrecision: number;
  baseCommissionPrecision: number;
  quoteCommissionPrecision: number;
  orderTypes: Open<OrderType>[];
  icebergAllowed: boolean;
  ocoAllowed: boolean;
  otoAllowed: boolean;
  opoAllowed: boolean;
  quoteOrderQtyMarketAllowed: boolean;
  allowTrailingStop: boolean;
  cancelReplaceAllowed: boolean;
  amendAllowed: boolean;
  pegInstructionsAllowed: boolean;
  isSpotTradingAllowed: boolean;
  isMarginTradingAllowed: boolean;
  filters: SymbolFilter[];
  /** Empty since `permissionSets` exists. */
  permissions: Open<Permission>[];
  /** An account may trade when it has at least one permission of every set; empty with `showPermissionSets: false`. */
  permissionSets: Open<Permission>[][];
  defaultSelfTradePreventionMode: Open<SelfTradePreventionMode>;
  allowedSelfTradePreventionModes: Open<SelfTradePreventionMode>[];
};

/** What the exchange trades, and under which rules. */
export type ExchangeInfo = {
  timezone: string;
  serverTime: number;
  rateLimits: RateLimit[];
  exchangeFilters: ExchangeFilter[];
  symbols: SymbolInfo[];
  /** Which symbols smart order routing draws on; only where it exists. */
  sors?: SmartOrderRouting[];
};

/** The symbols over which orders in a base asset may be routed. */
export type SmartOrderRouting = { baseAsset: string; symbols: string[] };

/**
 * Rate limits, symbols and their trading rules.
 *
 * Weight 20. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information
 */
export const getExchangeInfo: Operation<Method<ExchangeInfoParams, ExchangeInfo>> = {
  rest: 'GET /api/v3/exchangeInfo',
  ws: 'exchangeInfo',
  security: 'NONE',
  weight: 20,
};
