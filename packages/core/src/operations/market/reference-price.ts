import type { SymbolStatusFilter } from '../enums.js';
import type { Method, Operation } from '../operation.js';
import type { SymbolParams } from './prices.js';

/** The price against which the exchange holds price rules. */
export type ReferencePrice = {
  symbol: string;
  /** Null while none is set. */
  referencePrice: string | null;
  /** When it held. */
  timestamp: number;
};

/** Whose calculation to describe. */
export type ReferencePriceCalculationParams = {
  symbol: string;
  /** Refuses with -1220 while the symbol has another status. */
  symbolStatus?: SymbolStatusFilter | undefined;
};

/** How a reference price is worked out. A kind that is not listed here can be sent any day. */
export type ReferencePriceCalculation =
  | { symbol: string; calculationType: 'ARITHMETIC_MEAN'; bucketCount: number; bucketWidthMs: number }
  | {
      symbol: string;
      /** Computed outside the matching engine. */
      calculationType: 'EXTERNAL';
      externalCalculationId: number;
    };

/**
 * The price against which the exchange holds price rules; `referencePrice` is null while none is set.
 *
 * Weight 2. Needs no key.
 *
 * @throws {BinanceApiError} -2043 when the symbol never had one, -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#query-reference-price
 */
export const getReferencePrice: Operation<Method<SymbolParams, ReferencePrice>> = {
  rest: 'GET /api/v3/referencePrice',
  ws: 'referencePrice',
  security: 'NONE',
  weight: 2,
};

/**
 * How the reference price of a symbol is worked out.
 *
 * Weight 2. Needs no key.
 *
 * @throws {BinanceApiError} -2043 when the symbol has none, -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#query-reference-price-calculation
 */
export const getReferencePriceCalculation: Operation<
  Method<ReferencePriceCalculationParams, ReferencePriceCalculation>
> = {
  rest: 'GET /api/v3/referencePrice/calculation',
  ws: 'referencePrice.calculation',
  security: 'NONE',
  weight: 2,
};
