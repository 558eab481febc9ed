import type { SymbolStatusFilter } from '../enums.js';
import type { Method, Operation } from '../operation.js';

/** One symbol, several, all of a status, or all. */
export type ExecutionRulesParams =
  | { symbol: string; symbols?: undefined; symbolStatus?: undefined }
  | { symbol?: undefined; symbols: readonly string[]; symbolStatus?: undefined }
  | { symbol?: undefined; symbols?: undefined; symbolStatus?: SymbolStatusFilter | undefined };

/**
 * How far from the reference price an order may trade: at most `reference * multiplier`. A multiplier that is missing
 * sets no bound.
 */
export type PriceRangeRule = {
  ruleType: 'PRICE_RANGE';
  bidLimitMultUp?: string;
  bidLimitMultDown?: string;
  askLimitMultUp?: string;
  askLimitMultDown?: string;
};

/** A rule by which the matching engine ends orders. A kind that is not listed here can be sent any day. */
export type ExecutionRule = PriceRangeRule;

/** The execution rules of each symbol that was asked for. */
export type ExecutionRules = {
  symbolRules: { symbol: string; rules: ExecutionRule[] }[];
};

/**
 * The rules by which the matching engine ends orders that would trade too far from the reference price.
 *
 * Weight 2 per symbol up to 40, and 40 for a status or for all symbols. Needs no key.
 *
 * @throws {BinanceApiError} -1121 when a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#query-execution-rules
 */
export const getExecutionRules: Operation<Method<ExecutionRulesParams, ExecutionRules>> = {
  rest: 'GET /api/v3/executionRules',
  ws: 'executionRules',
  security: 'NONE',
  weight: ({ symbol, symbols }) =>
    symbol !== undefined ? 2 : symbols !== undefined ? Math.min(2 * symbols.length, 40) : 40,
};
