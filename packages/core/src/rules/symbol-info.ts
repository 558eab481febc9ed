/** A filter as `getExchangeInfo` and `getMyFilters` give it; kinds that are not documented yet are let through. */
export type FilterInfo = { readonly filterType: string; readonly [field: string]: unknown };

/**
 * What the rules of a symbol are compiled from: an entry of `getExchangeInfo`, also of years ago. A field that the
 * exchange left out is neither allowed nor refused: orders that depend on it are reported as not judged.
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

/** A feature that the exchange switches per symbol. */
export type SymbolFlag = {
  [K in keyof RuledSymbol]-?: Exclude<RuledSymbol[K], undefined> extends boolean ? K : never;
}[keyof RuledSymbol];
