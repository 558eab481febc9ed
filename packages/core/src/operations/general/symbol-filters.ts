/**
 * The trading rules that `getExchangeInfo` and `getMyFilters` return. The exchange may add kinds that are not listed
 * here. Code that switches on `filterType` should ignore a kind that it does not know.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/filters
 * @module
 */

/** Bounds and step of prices and stop prices. A value of zero disables its rule. */
export type PriceFilter = {
  /** Kind of the filter. */
  filterType: 'PRICE_FILTER';
  /** Lowest price. */
  minPrice: string;
  /** Highest price. */
  maxPrice: string;
  /** Prices are multiples of this step. */
  tickSize: string;
};

/** Bounds of prices relative to the reference price, or to the average price if there is no reference price. */
export type PercentPriceFilter = {
  /** Kind of the filter. */
  filterType: 'PERCENT_PRICE';
  /** The highest price is this multiple of the reference or average price. */
  multiplierUp: string;
  /** The lowest price is this multiple of the reference or average price. */
  multiplierDown: string;
  /** Minutes of trading that the average price covers. 0 selects the last price instead. */
  avgPriceMins: number;
};

/** Bounds of prices as in `PERCENT_PRICE`, with separate multipliers for each side. */
export type PercentPriceBySideFilter = {
  /** Kind of the filter. */
  filterType: 'PERCENT_PRICE_BY_SIDE';
  /** The highest price of a BUY order is this multiple of the reference or average price. */
  bidMultiplierUp: string;
  /** The lowest price of a BUY order is this multiple of the reference or average price. */
  bidMultiplierDown: string;
  /** The highest price of a SELL order is this multiple of the reference or average price. */
  askMultiplierUp: string;
  /** The lowest price of a SELL order is this multiple of the reference or average price. */
  askMultiplierDown: string;
  /** Minutes of trading that the average price covers. 0 selects the last price instead. */
  avgPriceMins: number;
};

/** Bounds and step of quantities. */
export type LotSizeFilter = {
  /** Kind of the filter. */
  filterType: 'LOT_SIZE';
  /** Smallest quantity. */
  minQty: string;
  /** Largest quantity. */
  maxQty: string;
  /** Quantities are multiples of this step. */
  stepSize: string;
};

/** Bounds and step of the quantities of MARKET orders. */
export type MarketLotSizeFilter = {
  /** Kind of the filter. */
  filterType: 'MARKET_LOT_SIZE';
  /** Smallest quantity. */
  minQty: string;
  /** Largest quantity. */
  maxQty: string;
  /** Quantities are multiples of this step. */
  stepSize: string;
};

/** Lower bound of an order's value, which is price times quantity. */
export type MinNotionalFilter = {
  /** Kind of the filter. */
  filterType: 'MIN_NOTIONAL';
  /** Smallest value, in the quote asset. */
  minNotional: string;
  /** Whether the bound applies to MARKET orders. Their price is then the reference or average price. */
  applyToMarket: boolean;
  /** Minutes of trading that the average price covers. 0 selects the last price instead. */
  avgPriceMins: number;
};

/** Bounds of an order's value, which is price times quantity. */
export type NotionalFilter = {
  /** Kind of the filter. */
  filterType: 'NOTIONAL';
  /** Smallest value, in the quote asset. */
  minNotional: string;
  /** Whether the lower bound applies to MARKET orders. */
  applyMinToMarket: boolean;
  /** Largest value, in the quote asset. */
  maxNotional: string;
  /** Whether the upper bound applies to MARKET orders. */
  applyMaxToMarket: boolean;
  /** Minutes of trading that the average price of a MARKET order covers. 0 selects the last price instead. */
  avgPriceMins: number;
};

/** Limits the number of visible parts of an iceberg order, which is quantity divided by `icebergQty`, rounded up. */
export type IcebergPartsFilter = {
  /** Kind of the filter. */
  filterType: 'ICEBERG_PARTS';
  /** Largest number of parts. */
  limit: number;
};

/** Limits the open orders of an account on the symbol. */
export type MaxNumOrdersFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_NUM_ORDERS';
  /** Largest number of open orders. */
  maxNumOrders: number;
};

/** Limits the open orders with a trigger (STOP_LOSS, TAKE_PROFIT and their LIMIT forms) of an account on the symbol. */
export type MaxNumAlgoOrdersFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_NUM_ALGO_ORDERS';
  /** Largest number of open orders with a trigger. */
  maxNumAlgoOrders: number;
};

/** Limits the open iceberg orders of an account on the symbol. */
export type MaxNumIcebergOrdersFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_NUM_ICEBERG_ORDERS';
  /** Largest number of open iceberg orders. */
  maxNumIcebergOrders: number;
};

/** Limits the open order lists of an account on the symbol. */
export type MaxNumOrderListsFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_NUM_ORDER_LISTS';
  /** Largest number of open order lists. */
  maxNumOrderLists: number;
};

/** Limits how often one order can be amended. */
export type MaxNumOrderAmendsFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_NUM_ORDER_AMENDS';
  /** Largest number of amendments. */
  maxNumOrderAmends: number;
};

/** Limits how much of the base asset an account may hold. The quantity of open BUY orders counts as held. */
export type MaxPositionFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_POSITION';
  /** Largest position, in the base asset. */
  maxPosition: string;
};

/**
 * Bounds of `trailingDelta`, in basis points. Orders that trigger above the market price and orders that trigger below
 * it have separate bounds.
 */
export type TrailingDeltaFilter = {
  /** Kind of the filter. */
  filterType: 'TRAILING_DELTA';
  /** Smallest value for orders that trigger above the market price, in basis points. */
  minTrailingAboveDelta: number;
  /** Largest value for orders that trigger above the market price, in basis points. */
  maxTrailingAboveDelta: number;
  /** Smallest value for orders that trigger below the market price, in basis points. */
  minTrailingBelowDelta: number;
  /** Largest value for orders that trigger below the market price, in basis points. */
  maxTrailingBelowDelta: number;
};

/** Forbids to sell an asset that was bought recently, until a given time. */
export type TPlusSellFilter = {
  /** Kind of the filter. */
  filterType: 'T_PLUS_SELL';
  /** End of the restriction, in ms since the epoch. Absent if the exchange does not state it. */
  endTime?: number;
};

/** A trading rule of one symbol. `filterType` distinguishes the kinds. */
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

/** A limit of an account across all symbols. `filterType` distinguishes the kinds. */
export type ExchangeFilter =
  | {
      /** Kind of the filter. Each limits how many orders an account may have open at a time. */
      filterType: 'EXCHANGE_MAX_NUM_ORDERS';
      /** Largest number of open orders. */
      maxNumOrders: number;
    }
  | {
      /** Kind of the filter: open orders with a trigger (STOP_LOSS, TAKE_PROFIT and their LIMIT forms). */
      filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS';
      /** Largest number of open orders with a trigger. */
      maxNumAlgoOrders: number;
    }
  | {
      /** Kind of the filter: open iceberg orders. */
      filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS';
      /** Largest number of open iceberg orders. */
      maxNumIcebergOrders: number;
    }
  | {
      /** Kind of the filter: open order lists. */
      filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS';
      /** Largest number of open order lists. */
      maxNumOrderLists: number;
    };

/** Limits how much of an asset one order may trade. */
export type AssetFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_ASSET';
  /** The asset. */
  asset: string;
  /** Largest amount of the asset in one order. */
  limit: string;
};
