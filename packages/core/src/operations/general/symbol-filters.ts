/**
 * Trading rules as `getExchangeInfo` and `getMyFilters` give them. A kind that is not listed here can be sent any day:
 * code that switches on `filterType` should let it pass.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/filters
 * @module
 */

/** Bounds and step of prices; a rule that is `0` is off. */
export type PriceFilter = { filterType: 'PRICE_FILTER'; minPrice: string; maxPrice: string; tickSize: string };

/** Bounds of prices relative to the average or reference price. */
export type PercentPriceFilter = {
  filterType: 'PERCENT_PRICE';
  multiplierUp: string;
  multiplierDown: string;
  /** Minutes of the average price; 0 means the last price. */
  avgPriceMins: number;
};

/** Bounds of prices relative to the average or reference price, by side. */
export type PercentPriceBySideFilter = {
  filterType: 'PERCENT_PRICE_BY_SIDE';
  bidMultiplierUp: string;
  bidMultiplierDown: string;
  askMultiplierUp: string;
  askMultiplierDown: string;
  avgPriceMins: number;
};

/** Bounds and step of quantities. */
export type LotSizeFilter = { filterType: 'LOT_SIZE'; minQty: string; maxQty: string; stepSize: string };

/** Bounds and step of the quantity of MARKET orders. */
export type MarketLotSizeFilter = { filterType: 'MARKET_LOT_SIZE'; minQty: string; maxQty: string; stepSize: string };

/** Lower bound of `price * quantity`. */
export type MinNotionalFilter = {
  filterType: 'MIN_NOTIONAL';
  minNotional: string;
  applyToMarket: boolean;
  avgPriceMins: number;
};

/** Bounds of `price * quantity`. */
export type NotionalFilter = {
  filterType: 'NOTIONAL';
  minNotional: string;
  applyMinToMarket: boolean;
  maxNotional: string;
  applyMaxToMarket: boolean;
  avgPriceMins: number;
};

/** Into how many parts an iceberg order may be cut. */
export type IcebergPartsFilter = { filterType: 'ICEBERG_PARTS'; limit: number };

/** Open orders per symbol. */
export type MaxNumOrdersFilter = { filterType: 'MAX_NUM_ORDERS'; maxNumOrders: number };

/** Open orders with a trigger per symbol. */
export type MaxNumAlgoOrdersFilter = { filterType: 'MAX_NUM_ALGO_ORDERS'; maxNumAlgoOrders: number };

/** Open iceberg orders per symbol. */
export type MaxNumIcebergOrdersFilter = { filterType: 'MAX_NUM_ICEBERG_ORDERS'; maxNumIcebergOrders: number };

/** Open order lists per symbol. */
export type MaxNumOrderListsFilter = { filterType: 'MAX_NUM_ORDER_LISTS'; maxNumOrderLists: number };

/** Amendments of one order. */
export type MaxNumOrderAmendsFilter = { filterType: 'MAX_NUM_ORDER_AMENDS'; maxNumOrderAmends: number };

/** How much of the base asset may be held, open BUY orders included. */
export type MaxPositionFilter = { filterType: 'MAX_POSITION'; maxPosition: string };

/** Bounds of `trailingDelta`, in basis points, for triggers above and below the price. */
export type TrailingDeltaFilter = {
  filterType: 'TRAILING_DELTA';
  minTrailingAboveDelta: number;
  maxTrailingAboveDelta: number;
  minTrailingBelowDelta: number;
  maxTrailingBelowDelta: number;
};

/** No selling of what was just bought before `endTime`. */
export type TPlusSellFilter = { filterType: 'T_PLUS_SELL'; endTime: number };

/** A trading rule of one symbol, told apart by `filterType`. */
export type SymbolFilter =
  | PriceFilter
  | PercentPriceFilter
  | PercentPriceBySideFilter
  | LotSizeFilter
  | MarketLotSizeFilter
  | MinNotionalFilter
  | NotionalFilter
  | IcebergPartsFilter
  | MaxNumOrdersFilter
  | MaxNumAlgoOrdersFilter
  | MaxNumIcebergOrdersFilter
  | MaxNumOrderListsFilter
  | MaxNumOrderAmendsFilter
  | MaxPositionFilter
  | TrailingDeltaFilter
  | TPlusSellFilter;

/** Limits of an account across all symbols. */
export type ExchangeFilter =
  | { filterType: 'EXCHANGE_MAX_NUM_ORDERS'; maxNumOrders: number }
  | { filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS'; maxNumAlgoOrders: number }
  | { filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS'; maxNumIcebergOrders: number }
  | { filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS'; maxNumOrderLists: number };

/** Limit of one order's amount of an asset. */
export type AssetFilter = { filterType: 'MAX_ASSET'; asset: string; limit: string };
