/**
 * The exchange's enums. Each is an object of the known values and, under the same name, the union of them; the plain
 * strings are accepted everywhere. Answers may hold a value that is not listed here yet: there the type is {@link Open}.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/enums
 * @module
 */

/** A value the exchange sends: one of the known ones, or one that was added since. */
export type Open<T extends string> = T | (string & {});

type Values<T> = T[keyof T];

/** Whether a symbol trades. */
export const SymbolStatus = {
  /** Orders and market data. */
  TRADING: 'TRADING',
  END_OF_DAY: 'END_OF_DAY',
  /** No trading; market data continues. */
  HALT: 'HALT',
  /** Neither trading nor market data. */
  BREAK: 'BREAK',
  /** Orders can be cancelled and amended only; market data without klines. */
  CANCEL_ONLY: 'CANCEL_ONLY',
} as const;
export type SymbolStatus = Values<typeof SymbolStatus>;

/** The statuses by which market data can be filtered. */
export const SymbolStatusFilter = {
  TRADING: 'TRADING',
  HALT: 'HALT',
  BREAK: 'BREAK',
} as const;
export type SymbolStatusFilter = Values<typeof SymbolStatusFilter>;

/** Kinds of symbol and account. */
export const SymbolType = {
  SPOT: 'SPOT',
} as const;
export type SymbolType = Values<typeof SymbolType>;

/** Kinds of account. */
export const AccountType = {
  SPOT: 'SPOT',
} as const;
export type AccountType = Values<typeof AccountType>;

/** What an account may trade, and what a symbol asks for. */
export const Permission = {
  SPOT: 'SPOT',
  MARGIN: 'MARGIN',
  LEVERAGED: 'LEVERAGED',
  TRD_GRP_002: 'TRD_GRP_002',
  TRD_GRP_003: 'TRD_GRP_003',
  TRD_GRP_004: 'TRD_GRP_004',
  TRD_GRP_005: 'TRD_GRP_005',
  TRD_GRP_006: 'TRD_GRP_006',
  TRD_GRP_007: 'TRD_GRP_007',
  TRD_GRP_008: 'TRD_GRP_008',
  TRD_GRP_009: 'TRD_GRP_009',
  TRD_GRP_010: 'TRD_GRP_010',
  TRD_GRP_011: 'TRD_GRP_011',
  TRD_GRP_012: 'TRD_GRP_012',
  TRD_GRP_013: 'TRD_GRP_013',
  TRD_GRP_014: 'TRD_GRP_014',
  TRD_GRP_015: 'TRD_GRP_015',
  TRD_GRP_016: 'TRD_GRP_016',
  TRD_GRP_017: 'TRD_GRP_017',
  TRD_GRP_018: 'TRD_GRP_018',
  TRD_GRP_019: 'TRD_GRP_019',
  TRD_GRP_020: 'TRD_GRP_020',
  TRD_GRP_021: 'TRD_GRP_021',
  TRD_GRP_022: 'TRD_GRP_022',
  TRD_GRP_023: 'TRD_GRP_023',
  TRD_GRP_024: 'TRD_GRP_024',
  TRD_GRP_025: 'TRD_GRP_025',
} as const;
export type Permission = Values<typeof Permission>;

/** Which way an order trades. */
export const OrderSide = {
  BUY: 'BUY',
  SELL: 'SELL',
} as const;
export type OrderSide = Values<typeof OrderSide>;

/** Kinds of order. */
export const OrderType = {
  LIMIT: 'LIMIT',
  MARKET: 'MARKET',
  /** Becomes a MARKET order when the price moves against you to `stopPrice`, or back by `trailingDelta`. */
  STOP_LOSS: 'STOP_LOSS',
  STOP_LOSS_LIMIT: 'STOP_LOSS_LIMIT',
  /** Becomes a MARKET order when the price moves your way to `stopPrice`, or back by `trailingDelta`. */
  TAKE_PROFIT: 'TAKE_PROFIT',
  TAKE_PROFIT_LIMIT: 'TAKE_PROFIT_LIMIT',
  /** A LIMIT order that is refused when it would trade at once ("post only"). */
  LIMIT_MAKER: 'LIMIT_MAKER',
} as const;
export type OrderType = Values<typeof OrderType>;

/** What has become of an order. */
export const OrderStatus = {
  NEW: 'NEW',
  /** A leg of a list that waits for the working order to fill. */
  PENDING_NEW: 'PENDING_NEW',
  PARTIALLY_FILLED: 'PARTIALLY_FILLED',
  FILLED: 'FILLED',
  CANCELED: 'CANCELED',
  /** Not in use. */
  PENDING_CANCEL: 'PENDING_CANCEL',
  REJECTED: 'REJECTED',
  /** Ended by its own rules (no fill for FOK, rest of an IOC or MARKET) or by the exchange. */
  EXPIRED: 'EXPIRED',
  /** Expired by self trade prevention. */
  EXPIRED_IN_MATCH: 'EXPIRED_IN_MATCH',
} as const;
export type OrderStatus = Values<typeof OrderStatus>;

/** How long an order is good for. */
export const TimeInForce = {
  /** Good till cancelled. */
  GTC: 'GTC',
  /** Immediate or cancel: fills what it can at once, the rest expires. */
  IOC: 'IOC',
  /** Fill or kill: fills wholly at once or expires. */
  FOK: 'FOK',
} as const;
export type TimeInForce = Values<typeof TimeInForce>;

/** How much a new order's answer says. */
export const NewOrderRespType = {
  /** The ids only. */
  ACK: 'ACK',
  /** The order as it stands. */
  RESULT: 'RESULT',
  /** The order with its fills. */
  FULL: 'FULL',
} as const;
export type NewOrderRespType = Values<typeof NewOrderRespType>;

/** What happens when an order would trade with one of the same account or trade group. */
export const SelfTradePreventionMode = {
  NONE: 'NONE',
  EXPIRE_MAKER: 'EXPIRE_MAKER',
  EXPIRE_TAKER: 'EXPIRE_TAKER',
  EXPIRE_BOTH: 'EXPIRE_BOTH',
  /** Both shrink by the smaller quantity. */
  DECREMENT: 'DECREMENT',
  /** As DECREMENT; the amount moves between the accounts where both are in this mode. */
  TRANSFER: 'TRANSFER',
} as const;
export type SelfTradePreventionMode = Values<typeof SelfTradePreventionMode>;

/** Candle lengths; upper and lower case matter (`1m` is a minute, `1M` a month). */
export const KlineInterval = {
  ONE_SECOND: '1s',
  ONE_MINUTE: '1m',
  THREE_MINUTES: '3m',
  FIVE_MINUTES: '5m',
  FIFTEEN_MINUTES: '15m',
  THIRTY_MINUTES: '30m',
  ONE_HOUR: '1h',
  TWO_HOURS: '2h',
  FOUR_HOURS: '4h',
  SIX_HOURS: '6h',
  EIGHT_HOURS: '8h',
  TWELVE_HOURS: '12h',
  ONE_DAY: '1d',
  THREE_DAYS: '3d',
  ONE_WEEK: '1w',
  ONE_MONTH: '1M',
} as const;
export type KlineInterval = Values<typeof KlineInterval>;

type Digit = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
type Tens = 1 | 2 | 3 | 4 | 5;

/** Window of a rolling ticker: `1m` to `59m`, `1h` to `23h`, `1d` to `7d`. */
export type WindowSize =
  | `${Digit | `${Tens}${0 | Digit}`}m`
  | `${Digit | `1${0 | Digit}` | 20 | 21 | 22 | 23}h`
  | `${1 | 2 | 3 | 4 | 5 | 6 | 7}d`;

/** How much a ticker says. */
export const TickerType = {
  FULL: 'FULL',
  /** Open, high, low, last price, volumes and times. */
  MINI: 'MINI',
} as const;
export type TickerType = Values<typeof TickerType>;

/** What happened to an order list. */
export const ListStatusType = {
  RESPONSE: 'RESPONSE',
  EXEC_STARTED: 'EXEC_STARTED',
  UPDATED: 'UPDATED',
  ALL_DONE: 'ALL_DONE',
} as const;
export type ListStatusType = Values<typeof ListStatusType>;

/** Where an order list stands. */
export const ListOrderStatus = {
  EXECUTING: 'EXECUTING',
  ALL_DONE: 'ALL_DONE',
  REJECT: 'REJECT',
  CANCELING: 'CANCELING',
} as const;
export type ListOrderStatus = Values<typeof ListOrderStatus>;

/** How the orders of a list depend on each other; OTOCO, OPO and OPOCO lists say OTO. */
export const ContingencyType = {
  OCO: 'OCO',
  OTO: 'OTO',
} as const;
export type ContingencyType = Values<typeof ContingencyType>;

/** How an allocation came about. */
export const AllocationType = {
  SOR: 'SOR',
} as const;
export type AllocationType = Values<typeof AllocationType>;

/** Who fills an order placed with smart order routing now. */
export const WorkingFloor = {
  EXCHANGE: 'EXCHANGE',
  BROKER: 'BROKER',
  SOR: 'SOR',
} as const;
export type WorkingFloor = Values<typeof WorkingFloor>;

/** How a fill came about. */
export const MatchType = {
  AUTO_MATCH: 'AUTO_MATCH',
  ONE_PARTY_TRADE_REPORT: 'ONE_PARTY_TRADE_REPORT',
} as const;
export type MatchType = Values<typeof MatchType>;

/** What a rate limit counts. */
export const RateLimitType = {
  /** Weight of requests, per IP. */
  REQUEST_WEIGHT: 'REQUEST_WEIGHT',
  /** Unfilled orders, per account. */
  ORDERS: 'ORDERS',
  /** Number of requests, per IP. */
  RAW_REQUESTS: 'RAW_REQUESTS',
  /** New WebSocket API connections, per IP. */
  CONNECTIONS: 'CONNECTIONS',
} as const;
export type RateLimitType = Values<typeof RateLimitType>;

/** The unit of a rate limit's window. */
export const RateLimitInterval = {
  SECOND: 'SECOND',
  MINUTE: 'MINUTE',
  HOUR: 'HOUR',
  DAY: 'DAY',
} as const;
export type RateLimitInterval = Values<typeof RateLimitInterval>;

/** What an `executionReport` reports. */
export const ExecutionType = {
  NEW: 'NEW',
  CANCELED: 'CANCELED',
  /** Amended with its priority kept. */
  REPLACED: 'REPLACED',
  REJECTED: 'REJECTED',
  TRADE: 'TRADE',
  EXPIRED: 'EXPIRED',
  /** Expired by self trade prevention. */
  TRADE_PREVENTION: 'TRADE_PREVENTION',
} as const;
export type ExecutionType = Values<typeof ExecutionType>;

/** Why the exchange rejected an order, in an `executionReport`. */
export const OrderRejectReason = {
  NONE: 'NONE',
  INSUFFICIENT_BALANCES: 'INSUFFICIENT_BALANCES',
  STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY: 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY',
  WOULD_MATCH_IMMEDIATELY: 'WOULD_MATCH_IMMEDIATELY',
  OCO_BAD_PRICES: 'OCO_BAD_PRICES',
} as const;
export type OrderRejectReason = Values<typeof OrderRejectReason>;

/** Why an order expired. */
export const ExpiryReason = {
  NONE: 'NONE',
  REJECTED: 'REJECTED',
  EXCHANGE_CANCELED: 'EXCHANGE_CANCELED',
  OCO_TRIGGER: 'OCO_TRIGGER',
  OTO_PHASE_ONE_EXPIRED: 'OTO_PHASE_ONE_EXPIRED',
  UNFILLED_IOC_QUANTITY_EXPIRED: 'UNFILLED_IOC_QUANTITY_EXPIRED',
  UNFILLED_FOK_ORDER_EXPIRED: 'UNFILLED_FOK_ORDER_EXPIRED',
  INSUFFICIENT_LIQUIDITY: 'INSUFFICIENT_LIQUIDITY',
  EXECUTION_RULE_PRICE_RANGE_EXCEEDED: 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED',
} as const;
export type ExpiryReason = Values<typeof ExpiryReason>;

/** Kinds of execution rule. */
export const ExecutionRuleType = {
  PRICE_RANGE: 'PRICE_RANGE',
} as const;
export type ExecutionRuleType = Values<typeof ExecutionRuleType>;

/** Whether cancelReplace places the new order when the cancel fails. */
export const CancelReplaceMode = {
  STOP_ON_FAILURE: 'STOP_ON_FAILURE',
  ALLOW_FAILURE: 'ALLOW_FAILURE',
} as const;
export type CancelReplaceMode = Values<typeof CancelReplaceMode>;

/** What became of one half of a cancelReplace. */
export const CancelReplaceResult = {
  SUCCESS: 'SUCCESS',
  FAILURE: 'FAILURE',
  NOT_ATTEMPTED: 'NOT_ATTEMPTED',
} as const;
export type CancelReplaceResult = Values<typeof CancelReplaceResult>;

/** Cancels only while the order is in this state. */
export const CancelRestrictions = {
  ONLY_NEW: 'ONLY_NEW',
  ONLY_PARTIALLY_FILLED: 'ONLY_PARTIALLY_FILLED',
} as const;
export type CancelRestrictions = Values<typeof CancelRestrictions>;

/** What cancelReplace does when the account has too many unfilled orders. */
export const OrderRateLimitExceededMode = {
  DO_NOTHING: 'DO_NOTHING',
  CANCEL_ONLY: 'CANCEL_ONLY',
} as const;
export type OrderRateLimitExceededMode = Values<typeof OrderRateLimitExceededMode>;

/** What a pegged order's price follows. */
export const PegPriceType = {
  /** The best price on the order's own side. */
  PRIMARY_PEG: 'PRIMARY_PEG',
  /** The best price on the other side. */
  MARKET_PEG: 'MARKET_PEG',
} as const;
export type PegPriceType = Values<typeof PegPriceType>;

/** The unit of `pegOffsetValue`. */
export const PegOffsetType = {
  PRICE_LEVEL: 'PRICE_LEVEL',
} as const;
export type PegOffsetType = Values<typeof PegOffsetType>;

/** How a reference price is worked out. */
export const ReferencePriceCalculationType = {
  ARITHMETIC_MEAN: 'ARITHMETIC_MEAN',
  /** Computed outside the matching engine. */
  EXTERNAL: 'EXTERNAL',
} as const;
export type ReferencePriceCalculationType = Values<typeof ReferencePriceCalculationType>;
