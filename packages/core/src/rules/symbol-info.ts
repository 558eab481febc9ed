/**
 * A filter as `getExchangeInfo` and `getMyFilters` return it. A filter whose type the library does not know is not
 * checked, and is listed in `unjudged`.
 */
export type FilterInfo = {
  /** Kind of the filter, such as `LOT_SIZE`. */
  readonly filterType: string;
  readonly [field: string]: unknown;
};

/**
 * An entry of `getExchangeInfo`, from which the rules of a symbol are compiled. An entry of an old recorded answer may
 * lack a flag or a list. The rules that depend on the missing value are not checked, and are listed in `unjudged`.
 */
export type RuledSymbol = {
  /** Name of the symbol, such as `BNBBTC`. */
  readonly symbol: string;
  /** Status of the symbol. Orders are accepted in `TRADING`. */
  readonly status: string;
  /** The asset that is bought and sold. */
  readonly baseAsset: string;
  /** The asset in which prices are quoted. */
  readonly quoteAsset: string;
  /** Number of decimal places of amounts of the base asset. */
  readonly baseAssetPrecision?: number | undefined;
  /** Number of decimal places of amounts of the quote asset. */
  readonly quoteAssetPrecision?: number | undefined;
  /** Older name of `quoteAssetPrecision`. */
  readonly quotePrecision?: number | undefined;
  /** Types of orders that the symbol allows. */
  readonly orderTypes?: readonly string[] | undefined;
  /** Whether iceberg orders are allowed. */
  readonly icebergAllowed?: boolean | undefined;
  /** Whether OCO lists are allowed. */
  readonly ocoAllowed?: boolean | undefined;
  /** Whether OTO and OTOCO lists are allowed. */
  readonly otoAllowed?: boolean | undefined;
  /** Whether OPO and OPOCO lists are allowed. */
  readonly opoAllowed?: boolean | undefined;
  /** Whether MARKET orders with `quoteOrderQty` are allowed. */
  readonly quoteOrderQtyMarketAllowed?: boolean | undefined;
  /** Whether orders with `trailingDelta` are allowed. */
  readonly allowTrailingStop?: boolean | undefined;
  /** Whether `cancelReplaceOrder` is allowed. */
  readonly cancelReplaceAllowed?: boolean | undefined;
  /** Whether `amendOrder` is allowed. */
  readonly amendAllowed?: boolean | undefined;
  /** Whether pegged orders are allowed. */
  readonly pegInstructionsAllowed?: boolean | undefined;
  /** Whether the symbol can be traded on the spot market. */
  readonly isSpotTradingAllowed?: boolean | undefined;
  /** Modes of self-trade prevention that the symbol allows. */
  readonly allowedSelfTradePreventionModes?: readonly string[] | undefined;
  /** The filters of the symbol. */
  readonly filters: readonly FilterInfo[];
};

/** A flag of a symbol, such as `ocoAllowed`, that allows or forbids a feature. */
export type SymbolFlag = {
  [K in keyof RuledSymbol]-?: Exclude<RuledSymbol[K], undefined> extends boolean ? K : never;
}[keyof RuledSymbol];

/** The data of a symbol that checking an order needs in addition to the compiled filters. */
export type SymbolFacts = {
  /** The symbol. */
  readonly symbol: string;
  /** The entry of `getExchangeInfo` from which the rules were compiled. */
  readonly info: RuledSymbol;
  /**
   * The number of decimal places of the scaled integers with which the rules calculate: at scale 8, 1.5 is 150000000.
   */
  readonly scale: number;
  /** The order types that the symbol allows; undefined if that is unknown. */
  readonly orderTypes: readonly string[] | undefined;
  /** The modes of self-trade prevention that the symbol allows; undefined if that is unknown. */
  readonly modes: readonly string[] | undefined;
  /** Whether smart order routing exists for the symbol; undefined if that is unknown. */
  readonly isRouted: boolean | undefined;
};
