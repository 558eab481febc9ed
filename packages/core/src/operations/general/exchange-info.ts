import type {
  Open,
  OrderType,
  Permission,
  RateLimitInterval,
  RateLimitType,
  SelfTradePreventionMode,
  SymbolStatus,
  SymbolStatusFilter,
} from '../enums/index.js';
import type { Method, Operation } from '../operation.js';
import type { ExchangeFilter, SymbolFilter } from './symbol-filters.js';

/** Selects one symbol, several symbols, or all symbols with a permission and a status. */
export type ExchangeInfoParams = {
  /** Whether the answer has the `permissionSets` of each symbol. @default true */
  showPermissionSets?: boolean | undefined;
} & (
  | {
      /** The symbol to describe. */
      symbol: string;
      symbols?: undefined;
      permissions?: undefined;
      symbolStatus?: undefined;
    }
  | {
      /** The symbols to describe. */
      symbols: readonly string[];
      symbol?: undefined;
      permissions?: undefined;
      symbolStatus?: undefined;
    }
  | {
      symbol?: undefined;
      symbols?: undefined;
      /** Selects the symbols that have at least one of these permissions. @default SPOT, MARGIN and LEVERAGED */
      permissions?: Permission | readonly Permission[] | undefined;
      /** Selects the symbols with this status. */
      symbolStatus?: SymbolStatusFilter | undefined;
    }
);

/** A rate limit and the length of its time window. */
export type RateLimit = {
  /** What the limit counts. */
  rateLimitType: Open<RateLimitType>;
  /** Unit of the length of the limit's time window. */
  interval: Open<RateLimitInterval>;
  /** Length of the limit's time window, in units of `interval`. */
  intervalNum: number;
  /** The most that is allowed in one time window. */
  limit: number;
};

/** A symbol with its features and its trading rules. */
export type SymbolInfo = {
  /** Name of the symbol, such as `BNBBTC`. */
  symbol: string;
  /** Status of the symbol. The exchange accepts orders if it is `TRADING`. */
  status: Open<SymbolStatus>;
  /** The asset that is bought and sold. Quantities are amounts of it. */
  baseAsset: string;
  /** Decimal places of amounts of the base asset. */
  baseAssetPrecision: number;
  /** The asset in which prices are quoted. */
  quoteAsset: string;
  /** The same as `quoteAssetPrecision`. The exchange plans to remove this field in version 4 of its API. */
  quotePrecision: number;
  /** Decimal places of amounts of the quote asset. */
  quoteAssetPrecision: number;
  /** Decimal places of commissions in the base asset. */
  baseCommissionPrecision: number;
  /** Decimal places of commissions in the quote asset. */
  quoteCommissionPrecision: number;
  /** The order types that are accepted on the symbol. */
  orderTypes: OrderType[];
  /** Whether iceberg orders are accepted. */
  icebergAllowed: boolean;
  /** Whether OCO lists are accepted. */
  ocoAllowed: boolean;
  /** Whether OTO and OTOCO lists are accepted. */
  otoAllowed: boolean;
  /** Whether OPO and OPOCO lists are accepted. */
  opoAllowed: boolean;
  /** Whether MARKET orders may have `quoteOrderQty`. */
  quoteOrderQtyMarketAllowed: boolean;
  /** Whether orders may have `trailingDelta`. */
  allowTrailingStop: boolean;
  /** Whether `cancelReplaceOrder` is accepted. */
  cancelReplaceAllowed: boolean;
  /** Whether `amendOrder` is accepted. */
  amendAllowed: boolean;
  /** Whether pegged orders are accepted. */
  pegInstructionsAllowed: boolean;
  /** Whether the symbol can be traded with spot accounts. */
  isSpotTradingAllowed: boolean;
  /** Whether the symbol can be traded with margin accounts. */
  isMarginTradingAllowed: boolean;
  /** The symbol's trading rules. */
  filters: SymbolFilter[];
  /** Always empty. `permissionSets` replaced this field. */
  permissions: Open<Permission>[];
  /**
   * An account may trade the symbol if it has at least one permission of every set. The list is empty with
   * `showPermissionSets: false`.
   */
  permissionSets: Open<Permission>[][];
  /** The self-trade prevention mode of orders that do not name one. */
  defaultSelfTradePreventionMode: SelfTradePreventionMode;
  /** The self-trade prevention modes that orders may name. */
  allowedSelfTradePreventionModes: SelfTradePreventionMode[];
};

/** Answer of `getExchangeInfo`. */
export type ExchangeInfo = {
  /** Time zone of the exchange: `UTC`. */
  timezone: string;
  /** Time of the answer, in ms since the epoch. */
  serverTime: number;
  /** The rate limits of the API. */
  rateLimits: RateLimit[];
  /** Limits of an account that apply to all symbols together. */
  exchangeFilters: ExchangeFilter[];
  /** The selected symbols. */
  symbols: SymbolInfo[];
  /**
   * The symbols among which smart order routing distributes orders. Absent if the exchange has no smart order routing.
   */
  sors?: SmartOrderRouting[];
};

/** The symbols among which smart order routing distributes orders of one base asset. */
export type SmartOrderRouting = {
  /** The base asset. */
  baseAsset: string;
  /** Names of the symbols. */
  symbols: string[];
};

/**
 * Returns the rate limits of the API, and the symbols with their trading rules.
 *
 * Weight 20. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information
 */
export const getExchangeInfo: Operation<Method<ExchangeInfoParams, ExchangeInfo>> = {
  rest: 'GET /api/v3/exchangeInfo',
  ws: 'exchangeInfo',
  security: 'NONE',
  weight: 20,
  effect: 'read',
  shape: { symbols: 'list' },
  updates: ['rateLimits', 'symbolRules'],
};
