/** A filter as `getExchangeInfo` and `getMyFilters` return it. Filters of a type that is not documented yet are ignored. */
export type FilterInfo = { readonly filterType: string; readonly [field: string]: unknown };

/**
 * An entry of `getExchangeInfo`, from which the rules of a symbol are compiled. Recorded entries of past years work too.
 * A flag or list that is missing neither allows nor forbids anything: what depends on it is reported as not judged.
 */
export type RuledSymbol = {
  readonly symbol: string;
  readonly status: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly baseAssetPrecision?: number | undefined;
  readonly quoteAssetPrecision?: number | undefined;
  readonly quotePrecision?: number | undefined;
  readonly orderTypes?: readonly string[] | undefined;
  readonly icebergAllowed?: boolean | undefined;
  readonly ocoAllowed?: boolean | undefined;
  readonly otoAllowed?: boolean | undefined;
  readonly opoAllowed?: boolean | undefined;
  readonly quoteOrderQtyMarketAllowed?: boolean | undefined;
  readonly allowTrailingStop?: boolean | undefined;
  readonly cancelReplaceAllowed?: boolean | undefined;
  readonly amendAllowed?: boolean | undefined;
  readonly pegInstructionsAllowed?: boolean | undefined;
  readonly isSpotTradingAllowed?: boolean | undefined;
  readonly allowedSelfTradePreventionModes?: readonly string[] | undefined;
  readonly filters: readonly FilterInfo[];
};

/** A feature that the exchange allows or forbids per symbol. */
export type SymbolFlag = {
  [K in keyof RuledSymbol]-?: Exclude<RuledSymbol[K], undefined> extends boolean ? K : never;
}[keyof RuledSymbol];

/** What a check needs to know of the symbol besides the compiled filters. */
export type SymbolFacts = {
  readonly symbol: string;
  readonly info: RuledSymbol;
  /** The number of decimal places of the scaled integers in which the rules calculate. */
  readonly scale: number;
  /** The order types that the symbol allows; undefined if that is unknown. */
  readonly orderTypes: readonly string[] | undefined;
  /** The modes of self-trade prevention that the symbol allows; undefined if that is unknown. */
  readonly modes: readonly string[] | undefined;
  /** Whether smart order routing is available; undefined if that is unknown. */
  readonly isRouted: boolean | undefined;
};
