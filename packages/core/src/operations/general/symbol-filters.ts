/**
 * The trading rules that `getExchangeInfo` and `getMyFilters` return. The exchange may later send kinds that are not
 * listed here. Code that switches on `filterType` should ignore a kind that it does not know.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/filters
 * @module
 */

/** Bounds and step of prices and stop prices. A bound or step of zero is not applied. */
export type PriceFilter = {
  /** Kind of the filter. */
  filterType: 'PRICE_FILTER';
  /** Lowest legal price. */
  minPrice: string;
  /** Highest legal price. */
  maxPrice: string;
  /** Legal prices are multiples of this step. */
  tickSize: string;
};

/** Bounds of legal prices relative to the reference price, or to the average price if there is no reference price. */
export type PercentPriceFilter = {
  /** Kind of the filter. */
  filterType: 'PERCENT_PRICE';
  /** The highest legal price, as a multiple of the reference or average price. */
  multiplierUp: string;
  /** The lowest legal price, as a multiple of the reference or average price. */
  multiplierDown: string;
  /** Minutes of trading that the average price covers. If 0, the last price is used instead. */
  avgPriceMins: number;
};

/** Bounds of prices as in `PERCENT_PRICE`, with separate multipliers for each side. */
export type PercentPriceBySideFilter = {
  /** Kind of the filter. */
  filterType: 'PERCENT_PRICE_BY_SIDE';
  /** The highest legal price of a BUY order, as a multiple of the reference or average price. */
  bidMultiplierUp: string;
  /** The lowest legal price of a BUY order, as a multiple of the reference or average price. */
  bidMultiplierDown: string;
  /** The highest legal price of a SELL order, as a multiple of the reference or average price. */
  askMultiplierUp: string;
  /** The lowest legal price of a SELL order, as a multiple of the reference or average price. */
  askMultiplierDown: string;
  /** Minutes of trading that the average price covers. If 0, the last price is used instead. */
  avgPriceMins: number;
};

/** Bounds and step of legal quantities. */
export type LotSizeFilter = {
  /** Kind of the filter. */
  filterType: 'LOT_SIZE';
  /** Smallest legal quantity, in the base asset. */
  minQty: string;
  /** Largest legal quantity, in the base asset. */
  maxQty: string;
  /** Legal quantities are multiples of this step. */
  stepSize: string;
};

/** Bounds and step of the legal quantities of MARKET orders. */
export type MarketLotSizeFilter = {
  /** Kind of the filter. */
  filterType: 'MARKET_LOT_SIZE';
  /** Smallest legal quantity of a MARKET order, in the base asset. */
  minQty: string;
  /** Largest legal quantity of a MARKET order, in the base asset. */
  maxQty: string;
  /** Legal quantities of MARKET orders are multiples of this step. */
  stepSize: string;
};

/** The smallest legal value of an order. The value is price times quantity. */
export type MinNotionalFilter = {
  /** Kind of the filter. */
  filterType: 'MIN_NOTIONAL';
  /** Smallest legal value, in the quote asset. */
  minNotional: string;
  /**
   * Whether the bound applies to MARKET orders. MARKET orders have no price, so their value is computed with the
   * reference or average price.
   */
  applyToMarket: boolean;
  /** Minutes of trading that the average price covers. If 0, the last price is used instead. */
  avgPriceMins: number;
};

/** The smallest and the largest legal value of an order. The value is price times quantity. */
export type NotionalFilter = {
  /** Kind of the filter. */
  filterType: 'NOTIONAL';
  /** Smallest legal value, in the quote asset. */
  minNotional: string;
  /** Whether the lower bound applies to MARKET orders. */
  applyMinToMarket: boolean;
  /** Largest legal value, in the quote asset. */
  maxNotional: string;
  /** Whether the upper bound applies to MARKET orders. */
  applyMaxToMarket: boolean;
  /**
   * The value of a MARKET order is computed with an average price. This is how many minutes of trading the average
   * covers. If 0, the last price is used instead.
   */
  avgPriceMins: number;
};

/**
 * Limits the number of parts in which an iceberg order is shown. This number is the order's quantity divided by
 * `icebergQty`, rounded up.
 */
export type IcebergPartsFilter = {
  /** Kind of the filter. */
  filterType: 'ICEBERG_PARTS';
  /** Largest legal number of parts. */
  limit: number;
};

/** Limits how many open orders an account may have on the symbol. */
export type MaxNumOrdersFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_NUM_ORDERS';
  /** The most open orders that are allowed. */
  maxNumOrders: number;
};

/**
 * Limits how many open orders with a trigger (STOP_LOSS, TAKE_PROFIT and their LIMIT forms) an account may have on the
 * symbol.
 */
export type MaxNumAlgoOrdersFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_NUM_ALGO_ORDERS';
  /** The maximum number of open orders that have a trigger: stop-loss and take-profit orders. */
  maxNumAlgoOrders: number;
};

/** Limits how many open iceberg orders an account may have on the symbol. */
export type MaxNumIcebergOrdersFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_NUM_ICEBERG_ORDERS';
  /** The most open iceberg orders that are allowed. */
  maxNumIcebergOrders: number;
};

/** Limits how many open order lists an account may have on the symbol. */
export type MaxNumOrderListsFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_NUM_ORDER_LISTS';
  /** The most open order lists that are allowed. */
  maxNumOrderLists: number;
};

/** Limits how often one order can be amended. */
export type MaxNumOrderAmendsFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_NUM_ORDER_AMENDS';
  /** The most amendments of one order that are allowed. */
  maxNumOrderAmends: number;
};

/**
 * Limits how much of the base asset an account may hold. The quantity of open BUY orders counts as if the account held
 * it.
 */
export type MaxPositionFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_POSITION';
  /** The most of the base asset that the account may hold. */
  maxPosition: string;
};

/**
 * Bounds of legal values of `trailingDelta`, in basis points. There are separate bounds for orders that trigger above
 * the market price and for orders that trigger below it.
 */
export type TrailingDeltaFilter = {
  /** Kind of the filter. */
  filterType: 'TRAILING_DELTA';
  /** Smallest legal value for orders that trigger above the market price, in basis points. */
  minTrailingAboveDelta: number;
  /** Largest legal value for orders that trigger above the market price, in basis points. */
  maxTrailingAboveDelta: number;
  /** Smallest legal value for orders that trigger below the market price, in basis points. */
  minTrailingBelowDelta: number;
  /** Largest legal value for orders that trigger below the market price, in basis points. */
  maxTrailingBelowDelta: number;
};

/** Forbids selling an asset until a given time after the account bought it. */
export type TPlusSellFilter = {
  /** Kind of the filter. */
  filterType: 'T_PLUS_SELL';
  /** End of the restriction, in ms since the epoch. Absent if the exchange does not state it. */
  endTime?: number;
};

/** A trading rule of one symbol. `filterType` names its kind. */
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

/** A limit of an account that applies to all symbols together. `filterType` names its kind. */
export type ExchangeFilter =
  | {
      /** Kind of the filter: limits the open orders of an account on all symbols. */
      filterType: 'EXCHANGE_MAX_NUM_ORDERS';
      /** The most open orders that are allowed. */
      maxNumOrders: number;
    }
  | {
      /** Kind of the filter: limits the open orders with a trigger (STOP_LOSS, TAKE_PROFIT and their LIMIT forms). */
      filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS';
      /** The most open orders with a trigger that are allowed. */
      maxNumAlgoOrders: number;
    }
  | {
      /** Kind of the filter: limits the open iceberg orders. */
      filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS';
      /** The most open iceberg orders that are allowed. */
      maxNumIcebergOrders: number;
    }
  | {
      /** Kind of the filter: limits the open order lists. */
      filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS';
      /** The most open order lists that are allowed. */
      maxNumOrderLists: number;
    };

/** Limits how much of an asset one order may trade. */
export type AssetFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_ASSET';
  /** The asset. */
  asset: string;
  /** The largest amount of the asset that one order may trade. */
  limit: string;
};
