import type { SymbolStatusFilter } from '../enums/index.js';
import type { Method, Operation } from '../operation.js';
import type { SymbolParams } from './prices.js';

/** The reference price of a symbol, against which the exchange checks prices. */
export type ReferencePrice = {
  /** The symbol. */
  symbol: string;
  /** The reference price, or null while the symbol has none. */
  referencePrice: string | null;
  /** Time of the reference price, in ms since the epoch. */
  timestamp: number;
};

/** Selects the symbol. The answer says how its reference price is calculated. */
export type ReferencePriceCalculationParams = {
  /** The symbol. */
  symbol: string;
  /** The exchange refuses the call with -1220 if the symbol's status differs from this one. */
  symbolStatus?: SymbolStatusFilter | undefined;
};

/** How the exchange calculates a reference price. The exchange may later send kinds that are not listed here. */
export type ReferencePriceCalculation =
  | {
      /** The symbol. */
      symbol: string;
      /** The matching engine calculates the arithmetic mean of past prices. */
      calculationType: 'ARITHMETIC_MEAN';
      /** How many time buckets the mean covers. */
      bucketCount: number;
      /** Length of each bucket, in ms. */
      bucketWidthMs: number;
    }
  | {
      /** The symbol. */
      symbol: string;
      /** The price is calculated outside the matching engine. */
      calculationType: 'EXTERNAL';
      /** Id of the calculation outside the matching engine. */
      externalCalculationId: number;
    };

/**
 * Returns the reference price of a symbol. `referencePrice` is null while the symbol has none.
 *
 * Weight 2. Needs no API key.
 *
 * @throws {BinanceApiError} -2043 if the symbol never had a reference price, -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#query-reference-price
 */
export const getReferencePrice: Operation<Method<SymbolParams, ReferencePrice>> = {
  rest: 'GET /api/v3/referencePrice',
  ws: 'referencePrice',
  security: 'NONE',
  weight: 2,
  needs: ['symbol'],
  effect: 'read',
  shape: { symbol: 'text' },
};

/**
 * Returns how the exchange calculates the reference price of a symbol.
 *
 * Weight 2. Needs no API key.
 *
 * @throws {BinanceApiError} -2043 if the symbol has no reference price, -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#query-reference-price-calculation
 */
export const getReferencePriceCalculation: Operation<
  Method<ReferencePriceCalculationParams, ReferencePriceCalculation>
> = {
  rest: 'GET /api/v3/referencePrice/calculation',
  ws: 'referencePrice.calculation',
  security: 'NONE',
  weight: 2,
  needs: ['symbol'],
  effect: 'read',
  shape: { symbol: 'text' },
};
