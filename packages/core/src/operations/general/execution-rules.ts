import type { SymbolStatusFilter } from '../enums/index.js';
import type { Method, Operation } from '../operation.js';

/** Selects one symbol, several symbols, the symbols with a status, or all symbols. */
export type ExecutionRulesParams =
  | {
      /** The symbol whose rules to return. */
      symbol: string;
      symbols?: undefined;
      symbolStatus?: undefined;
    }
  | {
      symbol?: undefined;
      /** The symbols whose rules to return. */
      symbols: readonly string[];
      symbolStatus?: undefined;
    }
  | {
      symbol?: undefined;
      symbols?: undefined;
      /** Selects the symbols with this status. @default all symbols */
      symbolStatus?: SymbolStatusFilter | undefined;
    };

/**
 * Limits how far from the reference price an order may trade. A bound is the reference price times a multiplier. If the
 * multiplier is absent, the bound does not exist.
 */
export type PriceRangeRule = {
  /** Kind of the rule. */
  ruleType: 'PRICE_RANGE';
  /** The highest price at which a BUY order may be executed, as a multiple of the reference price. */
  bidLimitMultUp?: string;
  /** The lowest price at which a BUY order may be executed, as a multiple of the reference price. */
  bidLimitMultDown?: string;
  /** The highest price at which a SELL order may be executed, as a multiple of the reference price. */
  askLimitMultUp?: string;
  /** The lowest price at which a SELL order may be executed, as a multiple of the reference price. */
  askLimitMultDown?: string;
};

/** A rule of the matching engine. The exchange may later send kinds of rules that are not listed here. */
export type ExecutionRule = PriceRangeRule;

/** Answer of `getExecutionRules`. */
export type ExecutionRules = {
  /** The rules of each selected symbol. */
  symbolRules: {
    /** Name of the symbol. */
    symbol: string;
    /** Rules of the symbol. */
    rules: ExecutionRule[];
  }[];
};

/**
 * Returns the rules by which the matching engine limits how far from the reference price an order may trade. Orders
 * that would trade further away expire.
 *
 * Weight 2 with `symbol`, 2 per symbol up to 40 with `symbols`, otherwise 40. Needs no API key.
 *
 * @throws {BinanceApiError} -1121 if a symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#query-execution-rules
 */
export const getExecutionRules: Operation<Method<ExecutionRulesParams, ExecutionRules>> = {
  rest: 'GET /api/v3/executionRules',
  ws: 'executionRules',
  security: 'NONE',
  weight: ({ symbol, symbols }) =>
    symbol !== undefined ? 2 : symbols !== undefined ? Math.min(2 * symbols.length, 40) : 40,
  effect: 'read',
  shape: { symbolRules: 'list' },
};
