import type { OrderType, StpMode, SymbolStatus } from './enums.js';

/** A filter as in `exchangeInfo`, with decimals as strings. */
export type Filter =
  | {
      /** Kind of the filter. */
      readonly filterType: 'PRICE_FILTER';
      /** Lowest allowed price. */
      readonly minPrice: string;
      /** Highest allowed price. */
      readonly maxPrice: string;
      /** Prices are multiples of this step. */
      readonly tickSize: string;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'PERCENT_PRICE';
      /** The highest allowed price is this multiple of the reference or average price. */
      readonly multiplierUp: string;
      /** The lowest allowed price is this multiple of the reference or average price. */
      readonly multiplierDown: string;
      /** The number of minutes over which the average price is taken. 0 selects the last price instead. */
      readonly avgPriceMins: number;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'PERCENT_PRICE_BY_SIDE';
      /** The highest allowed price of a BUY order is this multiple of the reference or average price. */
      readonly bidMultiplierUp: string;
      /** The lowest allowed price of a BUY order is this multiple of the reference or average price. */
      readonly bidMultiplierDown: string;
      /** The highest allowed price of a SELL order is this multiple of the reference or average price. */
      readonly askMultiplierUp: string;
      /** The lowest allowed price of a SELL order is this multiple of the reference or average price. */
      readonly askMultiplierDown: string;
      /** The number of minutes over which the average price is taken. 0 selects the last price instead. */
      readonly avgPriceMins: number;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'LOT_SIZE';
      /** Smallest allowed quantity. */
      readonly minQty: string;
      /** Largest allowed quantity. */
      readonly maxQty: string;
      /** Quantities are multiples of this step. */
      readonly stepSize: string;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'MARKET_LOT_SIZE';
      /** Smallest allowed quantity. */
      readonly minQty: string;
      /** Largest allowed quantity. */
      readonly maxQty: string;
      /** Quantities are multiples of this step. */
      readonly stepSize: string;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'MIN_NOTIONAL';
      /** Smallest allowed value of an order, in the quote asset. */
      readonly minNotional: string;
      /** Whether the filter applies to MARKET orders, whose value is calculated with the reference or average price. */
      readonly applyToMarket: boolean;
      /** The number of minutes over which the average price is taken. 0 selects the last price instead. */
      readonly avgPriceMins: number;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'NOTIONAL';
      /** Smallest allowed value of an order, in the quote asset. */
      readonly minNotional: string;
      /** Whether the lower bound applies to MARKET orders. */
      readonly applyMinToMarket: boolean;
      /** Largest allowed value of an order, in the quote asset. */
      readonly maxNotional: string;
      /** Whether the upper bound applies to MARKET orders. */
      readonly applyMaxToMarket: boolean;
      /**
       * The number of minutes over which the average price for MARKET orders is taken. 0 selects the last price
       * instead.
       */
      readonly avgPriceMins: number;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'ICEBERG_PARTS';
      /** Largest allowed number of visible parts of an iceberg order. */
      readonly limit: number;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'MAX_NUM_ORDERS';
      /** Largest allowed number of open orders. */
      readonly maxNumOrders: number;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'MAX_NUM_ALGO_ORDERS';
      /** Largest allowed number of open orders with a trigger. */
      readonly maxNumAlgoOrders: number;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'MAX_NUM_ICEBERG_ORDERS';
      /** Largest allowed number of open iceberg orders. */
      readonly maxNumIcebergOrders: number;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'MAX_POSITION';
      /** Largest allowed amount of the base asset: what the account has, plus what its open BUY orders would buy. */
      readonly maxPosition: string;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'TRAILING_DELTA';
      /** Smallest allowed trailing delta of orders that trigger above the market price, in basis points. */
      readonly minTrailingAboveDelta: number;
      /** Largest allowed trailing delta of orders that trigger above the market price, in basis points. */
      readonly maxTrailingAboveDelta: number;
      /** Smallest allowed trailing delta of orders that trigger below the market price, in basis points. */
      readonly minTrailingBelowDelta: number;
      /** Largest allowed trailing delta of orders that trigger below the market price, in basis points. */
      readonly maxTrailingBelowDelta: number;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'MAX_NUM_ORDER_AMENDS';
      /** Largest allowed number of amendments of one order. */
      readonly maxNumOrderAmends: number;
    }
  | {
      /** Kind of the filter. */
      readonly filterType: 'MAX_NUM_ORDER_LISTS';
      /** Largest allowed number of open order lists. */
      readonly maxNumOrderLists: number;
    };

/** A limit that applies to an account across all symbols. */
export type ExchangeFilter =
  | {
      /** Kind of the filter. It limits how many orders an account may have open at a time. */
      readonly filterType: 'EXCHANGE_MAX_NUM_ORDERS';
      /** Largest allowed number of open orders. */
      readonly maxNumOrders: number;
    }
  | {
      /** Kind of the filter. It counts open orders with a trigger: STOP_LOSS, TAKE_PROFIT and their LIMIT forms. */
      readonly filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS';
      /** Largest allowed number of open orders with a trigger. */
      readonly maxNumAlgoOrders: number;
    }
  | {
      /** Kind of the filter. It counts open iceberg orders. */
      readonly filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS';
      /** Largest allowed number of open iceberg orders. */
      readonly maxNumIcebergOrders: number;
    }
  | {
      /** Kind of the filter. It counts open order lists. */
      readonly filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS';
      /** Largest allowed number of open order lists. */
      readonly maxNumOrderLists: number;
    };

/**
 * The largest amount of one asset that a single order of an account may trade. The filter applies to all symbols whose
 * base or quote asset is `asset`.
 */
export type AssetFilter = { readonly filterType: 'MAX_ASSET'; readonly asset: string; readonly limit: string };

/** The range of prices at which a symbol may trade, relative to the reference price of the symbol. */
export type PriceRangeRule = {
  /** Kind of the rule. */
  readonly ruleType: 'PRICE_RANGE';
  /** The highest price at which a BUY order may trade, as a multiple of the reference price. */
  readonly bidLimitMultUp?: string;
  /** The lowest price at which a BUY order may trade, as a multiple of the reference price. */
  readonly bidLimitMultDown?: string;
  /** The highest price at which a SELL order may trade, as a multiple of the reference price. */
  readonly askLimitMultUp?: string;
  /** The lowest price at which a SELL order may trade, as a multiple of the reference price. */
  readonly askLimitMultDown?: string;
};

/** How the reference price of a symbol is calculated. */
export type ReferencePriceCalculation =
  | {
      /** Kind of the calculation. */
      readonly calculationType: 'ARITHMETIC_MEAN';
      /** Number of time buckets. The reference price is the mean price of all trades in these buckets. */
      readonly bucketCount: number;
      /** Length of a time bucket, in ms. */
      readonly bucketWidthMs: number;
    }
  | {
      /** Kind of the calculation. */
      readonly calculationType: 'EXTERNAL';
      /** Id of the calculation. */
      readonly externalCalculationId: number;
    };

/** Commission rates as decimals, such as `0.001`. */
export type Rates = {
  /** Commission rate of the maker, whose order rests on the book. */
  readonly maker: string;
  /** Commission rate of the taker, whose order is matched with orders on the book. */
  readonly taker: string;
  /** Commission rate that the buyer pays in addition. */
  readonly buyer: string;
  /** Commission rate that the seller pays in addition. */
  readonly seller: string;
};

/** The commission rates of one account on one symbol. */
export type CommissionRates = {
  /** The standard commission rates. */
  readonly standard: Rates;
  /** The special commission rates, which are added to the standard rates. */
  readonly special: Rates;
  /** The tax commission rates, which are added to the standard rates. */
  readonly tax: Rates;
  /** The discount on the standard commission rates. It applies to commissions that are paid in `discountAsset`. */
  readonly discount: {
    /** Whether the account uses the discount. */
    readonly enabledForAccount: boolean;
    /** Whether the symbol has the discount. */
    readonly enabledForSymbol: boolean;
    /** The asset in which a discounted commission is paid. */
    readonly discountAsset: string;
    /**
     * The discount as a decimal. The exchange option `matchingAssumptions.discount` decides whether the standard
     * commission is multiplied by this number or by one minus this number.
     */
    readonly discount: string;
  };
};

/** The configuration of a symbol. Omitted fields get typical values of the live exchange. */
export type SymbolSpec = {
  /** Name of the symbol, such as `BNBBTC`. */
  readonly symbol: string;
  /** The asset that is bought and sold. */
  readonly baseAsset: string;
  /** The asset in which prices are given. */
  readonly quoteAsset: string;
} & Partial<Omit<SymbolInfo, 'symbol' | 'baseAsset' | 'quoteAsset'>>;

/** A symbol: its row of exchangeInfo, its execution rules and its commission. */
export type SymbolInfo = {
  /** Name of the symbol, such as `BNBBTC`. */
  readonly symbol: string;
  /** Status of the symbol. New orders are accepted only in status `TRADING`. */
  readonly status: SymbolStatus;
  /** The asset that is bought and sold. */
  readonly baseAsset: string;
  /** Number of decimal places of amounts of the base asset. */
  readonly baseAssetPrecision: number;
  /** The asset in which prices are given. */
  readonly quoteAsset: string;
  /** Older name of `quoteAssetPrecision`. */
  readonly quotePrecision: number;
  /** Number of decimal places of amounts of the quote asset. */
  readonly quoteAssetPrecision: number;
  /** Number of decimal places of commissions in the base asset. */
  readonly baseCommissionPrecision: number;
  /** Number of decimal places of commissions in the quote asset. */
  readonly quoteCommissionPrecision: number;
  /** Types of orders that the symbol allows. */
  readonly orderTypes: readonly OrderType[];
  /** Whether iceberg orders are allowed. */
  readonly icebergAllowed: boolean;
  /** Whether OCO lists are allowed. */
  readonly ocoAllowed: boolean;
  /** Whether OTO and OTOCO lists are allowed. */
  readonly otoAllowed: boolean;
  /** Whether OPO and OPOCO lists are allowed. */
  readonly opoAllowed: boolean;
  /** Whether MARKET orders with `quoteOrderQty` are allowed. */
  readonly quoteOrderQtyMarketAllowed: boolean;
  /** Whether orders with `trailingDelta` are allowed. */
  readonly allowTrailingStop: boolean;
  /** Whether one request can cancel an order and place a new one. */
  readonly cancelReplaceAllowed: boolean;
  /** Whether orders can be amended. */
  readonly amendAllowed: boolean;
  /** Whether pegged orders are allowed. */
  readonly pegInstructionsAllowed: boolean;
  /** Whether the symbol can be traded on the spot market. */
  readonly isSpotTradingAllowed: boolean;
  /** Whether `exchangeInfo` says that the symbol can be traded on margin. */
  readonly isMarginTradingAllowed: boolean;
  /** The filters of the symbol. If an order fails several filters, the refusal names the first of them in this list. */
  readonly filters: readonly Filter[];
  /** The permissions in `exchangeInfo`. The live exchange now leaves them empty and uses `permissionSets`. */
  readonly permissions: readonly string[];
  /** Sets of permissions. An account needs one permission from each set. */
  readonly permissionSets: readonly (readonly string[])[];
  /** The self-trade prevention mode of orders that do not name one. */
  readonly defaultSelfTradePreventionMode: StpMode;
  /** The self-trade prevention modes that orders may name. */
  readonly allowedSelfTradePreventionModes: readonly StpMode[];
  /** The execution rules, as `GET /api/v3/executionRules` returns them. */
  readonly executionRules: readonly PriceRangeRule[];
  /** How the reference price is calculated. If undefined, only `Engine.setReferencePrice` sets the price. */
  readonly referencePriceCalculation: ReferencePriceCalculation | undefined;
  /** Commission rates of accounts that have no rates of their own on the symbol. */
  readonly commission: CommissionRates;
};

/** The symbols whose order books can fill a smart order routing (SOR) order. */
export type SorSpec = {
  /** The base asset of the orders. */
  readonly baseAsset: string;
  /** The symbols whose order books can fill the orders. */
  readonly symbols: readonly string[];
};

/**
 * A limit on the number of unfilled orders per interval. Intervals are aligned to the Unix epoch, so an interval of one
 * day begins at 0:00 UTC.
 */
export type OrderLimit = {
  /** Unit of the interval's length. */
  readonly interval: 'SECOND' | 'MINUTE' | 'DAY';
  /** Length of the interval, in units of `interval`. */
  readonly intervalNum: number;
  /**
   * Largest unfilled order count of an account in one interval. Each new order raises the count, and its first fill
   * lowers it.
   */
  readonly limit: number;
};
