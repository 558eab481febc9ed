/**
 * The exchange's enums. Each enum is an object of its known values. The type with the same name is the union of these
 * values, so a plain string such as `'BUY'` is accepted too. The exchange may add values: a field of an answer has the
 * type {@link Open}, which allows any string. Fields that a request has too, such as `side`, have the type of the
 * parameter instead, so that an answer can be used in the next request. They too may hold a value that was added.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/enums
 * @module
 */

/** A value that the exchange sends: a known value, or one that the exchange has added. */
export type Open<T extends string> = T | (string & {});

type Values<T> = T[keyof T];

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
  /** Symbols that trade. */
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
  /** Spot trading. */
  SPOT: 'SPOT',
} as const;
/** A value of {@link SymbolType}. */
export type SymbolType = Values<typeof SymbolType>;

/** Kind of an account. */
export const AccountType = {
  /** Spot account. */
  SPOT: 'SPOT',
} as const;
/** A value of {@link AccountType}. */
export type AccountType = Values<typeof AccountType>;

/** A permission of an account. A symbol lists the permissions that trading it requires. */
export const Permission = {
  /** Spot trading. */
  SPOT: 'SPOT',
  /** Margin trading. */
  MARGIN: 'MARGIN',
  /** Leveraged tokens. */
  LEVERAGED: 'LEVERAGED',
  /** Trading group 2. */
  TRD_GRP_002: 'TRD_GRP_002',
  /** Trading group 3. */
  TRD_GRP_003: 'TRD_GRP_003',
  /** Trading group 4. */
  TRD_GRP_004: 'TRD_GRP_004',
  /** Trading group 5. */
  TRD_GRP_005: 'TRD_GRP_005',
  /** Trading group 6. */
  TRD_GRP_006: 'TRD_GRP_006',
  /** Trading group 7. */
  TRD_GRP_007: 'TRD_GRP_007',
  /** Trading group 8. */
  TRD_GRP_008: 'TRD_GRP_008',
  /** Trading group 9. */
  TRD_GRP_009: 'TRD_GRP_009',
  /** Trading group 10. */
  TRD_GRP_010: 'TRD_GRP_010',
  /** Trading group 11. */
  TRD_GRP_011: 'TRD_GRP_011',
  /** Trading group 12. */
  TRD_GRP_012: 'TRD_GRP_012',
  /** Trading group 13. */
  TRD_GRP_013: 'TRD_GRP_013',
  /** Trading group 14. */
  TRD_GRP_014: 'TRD_GRP_014',
  /** Trading group 15. */
  TRD_GRP_015: 'TRD_GRP_015',
  /** Trading group 16. */
  TRD_GRP_016: 'TRD_GRP_016',
  /** Trading group 17. */
  TRD_GRP_017: 'TRD_GRP_017',
  /** Trading group 18. */
  TRD_GRP_018: 'TRD_GRP_018',
  /** Trading group 19. */
  TRD_GRP_019: 'TRD_GRP_019',
  /** Trading group 20. */
  TRD_GRP_020: 'TRD_GRP_020',
  /** Trading group 21. */
  TRD_GRP_021: 'TRD_GRP_021',
  /** Trading group 22. */
  TRD_GRP_022: 'TRD_GRP_022',
  /** Trading group 23. */
  TRD_GRP_023: 'TRD_GRP_023',
  /** Trading group 24. */
  TRD_GRP_024: 'TRD_GRP_024',
  /** Trading group 25. */
  TRD_GRP_025: 'TRD_GRP_025',
} as const;
/** A value of {@link Permission}. */
export type Permission = Values<typeof Permission>;

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
  /** Places a MARKET order when the price moves against the account to `stopPrice` or by `trailingDelta`. */
  STOP_LOSS: 'STOP_LOSS',
  /** Triggers as STOP_LOSS does, and places a LIMIT order. */
  STOP_LOSS_LIMIT: 'STOP_LOSS_LIMIT',
  /** Places a MARKET order when the price moves in the account's favour to `stopPrice`, or back by `trailingDelta`. */
  TAKE_PROFIT: 'TAKE_PROFIT',
  /** Triggers as TAKE_PROFIT does, and places a LIMIT order. */
  TAKE_PROFIT_LIMIT: 'TAKE_PROFIT_LIMIT',
  /** A LIMIT order that is refused if it would trade at once (post only). */
  LIMIT_MAKER: 'LIMIT_MAKER',
} as const;
/** A value of {@link OrderType}. */
export type OrderType = Values<typeof OrderType>;

/** State of an order. */
export const OrderStatus = {
  /** Accepted, without a fill. */
  NEW: 'NEW',
  /** Pending in an order list until the working order has filled. */
  PENDING_NEW: 'PENDING_NEW',
  /** Filled in part, and open. */
  PARTIALLY_FILLED: 'PARTIALLY_FILLED',
  /** Filled completely. */
  FILLED: 'FILLED',
  /** Cancelled by the user. */
  CANCELED: 'CANCELED',
  /** Not used by the exchange. */
  PENDING_CANCEL: 'PENDING_CANCEL',
  /** Not accepted by the exchange. */
  REJECTED: 'REJECTED',
  /** Ended by the order type's rules, such as a FOK order without a fill, or by the exchange. */
  EXPIRED: 'EXPIRED',
  /** Expired by self-trade prevention. */
  EXPIRED_IN_MATCH: 'EXPIRED_IN_MATCH',
} as const;
/** A value of {@link OrderStatus}. */
export type OrderStatus = Values<typeof OrderStatus>;

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

/** Detail of the answer to a new order. */
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
  /** Both quantities are reduced by the smaller one. */
  DECREMENT: 'DECREMENT',
  /** As DECREMENT. If two accounts both use this mode, the amount is also transferred between them. */
  TRANSFER: 'TRANSFER',
} as const;
/** A value of {@link SelfTradePreventionMode}. */
export type SelfTradePreventionMode = Values<typeof SelfTradePreventionMode>;

/** Length of a candle. Case matters: `1m` is a minute, `1M` is a month. */
export const KlineInterval = {
  /** One second. */
  ONE_SECOND: '1s',
  /** One minute. */
  ONE_MINUTE: '1m',
  /** Three minutes. */
  THREE_MINUTES: '3m',
  /** Five minutes. */
  FIVE_MINUTES: '5m',
  /** Fifteen minutes. */
  FIFTEEN_MINUTES: '15m',
  /** Thirty minutes. */
  THIRTY_MINUTES: '30m',
  /** One hour. */
  ONE_HOUR: '1h',
  /** Two hours. */
  TWO_HOURS: '2h',
  /** Four hours. */
  FOUR_HOURS: '4h',
  /** Six hours. */
  SIX_HOURS: '6h',
  /** Eight hours. */
  EIGHT_HOURS: '8h',
  /** Twelve hours. */
  TWELVE_HOURS: '12h',
  /** One day. */
  ONE_DAY: '1d',
  /** Three days. */
  THREE_DAYS: '3d',
  /** One week. */
  ONE_WEEK: '1w',
  /** One month. */
  ONE_MONTH: '1M',
} as const;
/** A value of {@link KlineInterval}. */
export type KlineInterval = Values<typeof KlineInterval>;

type Digit = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
type Tens = 1 | 2 | 3 | 4 | 5;

/** Length of a rolling ticker's window: `1m` to `59m`, `1h` to `23h`, `1d` to `7d`. */
export type WindowSize =
  | `${Digit | `${Tens}${0 | Digit}`}m`
  | `${Digit | `1${0 | Digit}` | 20 | 21 | 22 | 23}h`
  | `${1 | 2 | 3 | 4 | 5 | 6 | 7}d`;

/** Detail of a ticker. */
export const TickerType = {
  /** All fields. */
  FULL: 'FULL',
  /** Prices, volumes and times, without price changes, averages and the best bid and ask. */
  MINI: 'MINI',
} as const;
/** A value of {@link TickerType}. */
export type TickerType = Values<typeof TickerType>;

/** Kind of the last change of an order list. */
export const ListStatusType = {
  /** A request to place or cancel the list failed. */
  RESPONSE: 'RESPONSE',
  /** The list was placed, or its state changed. */
  EXEC_STARTED: 'EXEC_STARTED',
  /** The client order id of an order in the list changed. */
  UPDATED: 'UPDATED',
  /** The list has ended. */
  ALL_DONE: 'ALL_DONE',
} as const;
/** A value of {@link ListStatusType}. */
export type ListStatusType = Values<typeof ListStatusType>;

/** State of an order list. */
export const ListOrderStatus = {
  /** The list is open. */
  EXECUTING: 'EXECUTING',
  /** The list has ended. */
  ALL_DONE: 'ALL_DONE',
  /** A request to place or cancel the list failed. */
  REJECT: 'REJECT',
  /** The list is being cancelled. */
  CANCELING: 'CANCELING',
} as const;
/** A value of {@link ListOrderStatus}. */
export type ListOrderStatus = Values<typeof ListOrderStatus>;

/** How the orders of a list depend on each other. OTOCO, OPO and OPOCO lists have the type OTO. */
export const ContingencyType = {
  /** One cancels the other. */
  OCO: 'OCO',
  /** One triggers the other. */
  OTO: 'OTO',
} as const;
/** A value of {@link ContingencyType}. */
export type ContingencyType = Values<typeof ContingencyType>;

/** Kind of an allocation. */
export const AllocationType = {
  /** Smart order routing. */
  SOR: 'SOR',
} as const;
/** A value of {@link AllocationType}. */
export type AllocationType = Values<typeof AllocationType>;

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

/** What a rate limit counts. */
export const RateLimitType = {
  /** Weight of requests per IP address. */
  REQUEST_WEIGHT: 'REQUEST_WEIGHT',
  /** Unfilled orders per account. */
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
  /** The order traded. */
  TRADE: 'TRADE',
  /** The order was ended by its type's rules or by the exchange. */
  EXPIRED: 'EXPIRED',
  /** The order was expired by self-trade prevention. */
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
  /** The rest of an IOC order did not fill at once. */
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

/** Kind of an execution rule. */
export const ExecutionRuleType = {
  /** Limits how far from the reference price an order may trade. */
  PRICE_RANGE: 'PRICE_RANGE',
} as const;
/** A value of {@link ExecutionRuleType}. */
export type ExecutionRuleType = Values<typeof ExecutionRuleType>;

/** Whether `cancelReplaceOrder` places the new order if the cancellation fails. */
export const CancelReplaceMode = {
  /** The new order is not attempted. */
  STOP_ON_FAILURE: 'STOP_ON_FAILURE',
  /** The new order is attempted. */
  ALLOW_FAILURE: 'ALLOW_FAILURE',
} as const;
/** A value of {@link CancelReplaceMode}. */
export type CancelReplaceMode = Values<typeof CancelReplaceMode>;

/** Result of one step of `cancelReplaceOrder`. */
export const CancelReplaceResult = {
  /** The step succeeded. */
  SUCCESS: 'SUCCESS',
  /** The step failed. */
  FAILURE: 'FAILURE',
  /** The step was not attempted. */
  NOT_ATTEMPTED: 'NOT_ATTEMPTED',
} as const;
/** A value of {@link CancelReplaceResult}. */
export type CancelReplaceResult = Values<typeof CancelReplaceResult>;

/** Cancels an order only if it has a given state. */
export const CancelRestrictions = {
  /** The order is NEW. */
  ONLY_NEW: 'ONLY_NEW',
  /** The order is PARTIALLY_FILLED. */
  ONLY_PARTIALLY_FILLED: 'ONLY_PARTIALLY_FILLED',
} as const;
/** A value of {@link CancelRestrictions}. */
export type CancelRestrictions = Values<typeof CancelRestrictions>;

/** What `cancelReplaceOrder` does if the account has too many unfilled orders. */
export const OrderRateLimitExceededMode = {
  /** Neither cancels nor places an order. */
  DO_NOTHING: 'DO_NOTHING',
  /** Cancels the order. */
  CANCEL_ONLY: 'CANCEL_ONLY',
} as const;
/** A value of {@link OrderRateLimitExceededMode}. */
export type OrderRateLimitExceededMode = Values<typeof OrderRateLimitExceededMode>;

/** The price that a pegged order follows. */
export const PegPriceType = {
  /** The best price of the order's own side. */
  PRIMARY_PEG: 'PRIMARY_PEG',
  /** The best price of the other side. */
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

/** How the exchange calculates a reference price. */
export const ReferencePriceCalculationType = {
  /** The matching engine calculates the arithmetic mean of past prices. */
  ARITHMETIC_MEAN: 'ARITHMETIC_MEAN',
  /** The price is calculated outside the matching engine. */
  EXTERNAL: 'EXTERNAL',
} as const;
/** A value of {@link ReferencePriceCalculationType}. */
export type ReferencePriceCalculationType = Values<typeof ReferencePriceCalculationType>;
