import type { Values } from './open-enum.js';

/** State of an order. */
export const OrderStatus = {
  /** Accepted, and not filled so far. */
  NEW: 'NEW',
  /** In an order list, waiting until the working order is filled. */
  PENDING_NEW: 'PENDING_NEW',
  /** Open, and filled in part. */
  PARTIALLY_FILLED: 'PARTIALLY_FILLED',
  /** Filled completely. */
  FILLED: 'FILLED',
  /** Cancelled by the user. */
  CANCELED: 'CANCELED',
  /** Not used by the exchange. */
  PENDING_CANCEL: 'PENDING_CANCEL',
  /** Not accepted by the exchange. */
  REJECTED: 'REJECTED',
  /** Ended by the exchange, or by the rules of its order type, such as a FOK order without a fill. */
  EXPIRED: 'EXPIRED',
  /** Expired by self-trade prevention. */
  EXPIRED_IN_MATCH: 'EXPIRED_IN_MATCH',
} as const;
/** A value of {@link OrderStatus}. */
export type OrderStatus = Values<typeof OrderStatus>;

/** What an `executionReport` event reports. */
export const ExecutionType = {
  /** The order was accepted. */
  NEW: 'NEW',
  /** The order was cancelled by the user. */
  CANCELED: 'CANCELED',
  /** The order was amended. */
  REPLACED: 'REPLACED',
  /** The order was rejected. */
  REJECTED: 'REJECTED',
  /** The order was executed, completely or in part. */
  TRADE: 'TRADE',
  /** The order was ended by the rules of its type or by the exchange. */
  EXPIRED: 'EXPIRED',
  /** Self-trade prevention ended the order. */
  TRADE_PREVENTION: 'TRADE_PREVENTION',
} as const;
/** A value of {@link ExecutionType}. */
export type ExecutionType = Values<typeof ExecutionType>;

/** Why the exchange rejected an order, in an `executionReport` event. */
export const OrderRejectReason = {
  /** The order was not rejected. */
  NONE: 'NONE',
  /** The balance is too low. */
  INSUFFICIENT_BALANCES: 'INSUFFICIENT_BALANCES',
  /** The order would trigger at once. */
  STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY: 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY',
  /** The LIMIT_MAKER order would trade at once. */
  WOULD_MATCH_IMMEDIATELY: 'WOULD_MATCH_IMMEDIATELY',
  /** The prices of an OCO pair are on the wrong sides of the market price. */
  OCO_BAD_PRICES: 'OCO_BAD_PRICES',
} as const;
/** A value of {@link OrderRejectReason}. */
export type OrderRejectReason = Values<typeof OrderRejectReason>;

/** Why an order expired. */
export const ExpiryReason = {
  /** No reason was given. */
  NONE: 'NONE',
  /** The order was rejected. */
  REJECTED: 'REJECTED',
  /** The exchange cancelled the order. */
  EXCHANGE_CANCELED: 'EXCHANGE_CANCELED',
  /** The other order of the OCO pair became active. */
  OCO_TRIGGER: 'OCO_TRIGGER',
  /** The working order of the list ended without a complete fill. */
  OTO_PHASE_ONE_EXPIRED: 'OTO_PHASE_ONE_EXPIRED',
  /** The IOC order was not filled completely at once, so the rest expired. */
  UNFILLED_IOC_QUANTITY_EXPIRED: 'UNFILLED_IOC_QUANTITY_EXPIRED',
  /** The FOK order could not fill completely at once. */
  UNFILLED_FOK_ORDER_EXPIRED: 'UNFILLED_FOK_ORDER_EXPIRED',
  /** The order book had too little quantity. */
  INSUFFICIENT_LIQUIDITY: 'INSUFFICIENT_LIQUIDITY',
  /** The order would have traded outside the price range of an execution rule. */
  EXECUTION_RULE_PRICE_RANGE_EXCEEDED: 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED',
} as const;
/** A value of {@link ExpiryReason}. */
export type ExpiryReason = Values<typeof ExpiryReason>;

/** Who fills an order that was placed with smart order routing. */
export const WorkingFloor = {
  /** The order book of the order's symbol. */
  EXCHANGE: 'EXCHANGE',
  /** A broker. */
  BROKER: 'BROKER',
  /** Smart order routing. */
  SOR: 'SOR',
} as const;
/** A value of {@link WorkingFloor}. */
export type WorkingFloor = Values<typeof WorkingFloor>;

/** Kind of a fill. */
export const MatchType = {
  /** A trade in the order book. */
  AUTO_MATCH: 'AUTO_MATCH',
  /** An allocation of smart order routing. */
  ONE_PARTY_TRADE_REPORT: 'ONE_PARTY_TRADE_REPORT',
} as const;
/** A value of {@link MatchType}. */
export type MatchType = Values<typeof MatchType>;
