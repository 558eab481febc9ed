import type { Values } from './open-enum.js';

/** Side of an order. */
export const OrderSide = {
  /** Buys the base asset. */
  BUY: 'BUY',
  /** Sells the base asset. */
  SELL: 'SELL',
} as const;
/** A value of {@link OrderSide}. */
export type OrderSide = Values<typeof OrderSide>;

/** Type of an order. */
export const OrderType = {
  /** Trades at its price or better. The rest stays in the order book. */
  LIMIT: 'LIMIT',
  /** Trades at once at the best available prices. */
  MARKET: 'MARKET',
  /**
   * Triggers when the price moves against the account, to `stopPrice` or by `trailingDelta`. The trigger places a
   * MARKET order.
   */
  STOP_LOSS: 'STOP_LOSS',
  /** Triggers as STOP_LOSS does. The trigger places a LIMIT order. */
  STOP_LOSS_LIMIT: 'STOP_LOSS_LIMIT',
  /**
   * Triggers when the price reaches `stopPrice` in the account's favour, or when it turns back from its best value by
   * `trailingDelta`. The trigger places a MARKET order.
   */
  TAKE_PROFIT: 'TAKE_PROFIT',
  /** Triggers as TAKE_PROFIT does. The trigger places a LIMIT order. */
  TAKE_PROFIT_LIMIT: 'TAKE_PROFIT_LIMIT',
  /** A LIMIT order that is refused if it would trade at once (post only). */
  LIMIT_MAKER: 'LIMIT_MAKER',
} as const;
/** A value of {@link OrderType}. */
export type OrderType = Values<typeof OrderType>;

/** How long an order stays open. */
export const TimeInForce = {
  /** Good till cancelled: the order stays open until it is filled or cancelled. */
  GTC: 'GTC',
  /** Immediate or cancel: the order fills as much as it can at once, and the rest expires. */
  IOC: 'IOC',
  /** Fill or kill: the order fills completely at once, or expires. */
  FOK: 'FOK',
} as const;
/** A value of {@link TimeInForce}. */
export type TimeInForce = Values<typeof TimeInForce>;

/** Which fields the answer to a new order has. */
export const NewOrderRespType = {
  /** The ids of the order. */
  ACK: 'ACK',
  /** The order and its state. */
  RESULT: 'RESULT',
  /** The order, its state and its fills. */
  FULL: 'FULL',
} as const;
/** A value of {@link NewOrderRespType}. */
export type NewOrderRespType = Values<typeof NewOrderRespType>;

/** What happens if an order would trade with an order of the same account or trade group. */
export const SelfTradePreventionMode = {
  /** The orders trade. */
  NONE: 'NONE',
  /** The maker's order expires. */
  EXPIRE_MAKER: 'EXPIRE_MAKER',
  /** The taker's order expires. */
  EXPIRE_TAKER: 'EXPIRE_TAKER',
  /** Both orders expire. */
  EXPIRE_BOTH: 'EXPIRE_BOTH',
  /** The quantities of both orders are reduced by the smaller of the two. */
  DECREMENT: 'DECREMENT',
  /**
   * Like DECREMENT. If the orders belong to two accounts that both use this mode, the prevented amount is also
   * transferred between the accounts.
   */
  TRANSFER: 'TRANSFER',
} as const;
/** A value of {@link SelfTradePreventionMode}. */
export type SelfTradePreventionMode = Values<typeof SelfTradePreventionMode>;

/** The price that a pegged order follows. */
export const PegPriceType = {
  /** The best price on the order's own side of the order book. */
  PRIMARY_PEG: 'PRIMARY_PEG',
  /** The best price on the other side of the order book. */
  MARKET_PEG: 'MARKET_PEG',
} as const;
/** A value of {@link PegPriceType}. */
export type PegPriceType = Values<typeof PegPriceType>;

/** Unit of `pegOffsetValue`. */
export const PegOffsetType = {
  /** Price levels of the order book. */
  PRICE_LEVEL: 'PRICE_LEVEL',
} as const;
/** A value of {@link PegOffsetType}. */
export type PegOffsetType = Values<typeof PegOffsetType>;
