import type { Values } from './open-enum.js';

/** Status of a symbol. */
export const SymbolStatus = {
  /** Orders are accepted. */
  TRADING: 'TRADING',
  /** The trading day has ended. */
  END_OF_DAY: 'END_OF_DAY',
  /** Trading is halted. Market data continues. */
  HALT: 'HALT',
  /** Trading is on a break, without market data. */
  BREAK: 'BREAK',
  /** Orders can be cancelled and amended, but not placed. Market data continues without klines. */
  CANCEL_ONLY: 'CANCEL_ONLY',
} as const;
/** A value of {@link SymbolStatus}. */
export type SymbolStatus = Values<typeof SymbolStatus>;

/** The symbol statuses that the parameter `symbolStatus` accepts. */
export const SymbolStatusFilter = {
  /** Symbols that can be traded. */
  TRADING: 'TRADING',
  /** Symbols whose trading is halted. */
  HALT: 'HALT',
  /** Symbols whose trading is on a break. */
  BREAK: 'BREAK',
} as const;
/** A value of {@link SymbolStatusFilter}. */
export type SymbolStatusFilter = Values<typeof SymbolStatusFilter>;

/** Kind of a symbol. */
export const SymbolType = {
  /** The symbol is traded on the spot market. */
  SPOT: 'SPOT',
} as const;
/** A value of {@link SymbolType}. */
export type SymbolType = Values<typeof SymbolType>;

/** Kind of an execution rule. */
export const ExecutionRuleType = {
  /** Limits how far from the reference price an order may trade. */
  PRICE_RANGE: 'PRICE_RANGE',
} as const;
/** A value of {@link ExecutionRuleType}. */
export type ExecutionRuleType = Values<typeof ExecutionRuleType>;

/** What a rate limit counts. */
export const RateLimitType = {
  /** The weight of requests per IP address. */
  REQUEST_WEIGHT: 'REQUEST_WEIGHT',
  /** Unfilled orders of an account. */
  ORDERS: 'ORDERS',
  /** Requests per IP address. */
  RAW_REQUESTS: 'RAW_REQUESTS',
  /** New WebSocket API connections per IP address. */
  CONNECTIONS: 'CONNECTIONS',
} as const;
/** A value of {@link RateLimitType}. */
export type RateLimitType = Values<typeof RateLimitType>;

/** Unit of the length of a rate limit's window. */
export const RateLimitInterval = {
  /** Seconds. */
  SECOND: 'SECOND',
  /** Minutes. */
  MINUTE: 'MINUTE',
  /** Hours. */
  HOUR: 'HOUR',
  /** Days. */
  DAY: 'DAY',
} as const;
/** A value of {@link RateLimitInterval}. */
export type RateLimitInterval = Values<typeof RateLimitInterval>;
