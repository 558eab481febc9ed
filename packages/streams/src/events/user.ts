import type {
  ContingencyType,
  ExecutionType,
  ExpiryReason,
  ListOrderStatus,
  ListStatusType,
  MatchType,
  Open,
  OrderRejectReason,
  OrderSide,
  OrderStatus,
  OrderType,
  PegOffsetType,
  PegPriceType,
  SelfTradePreventionMode,
  TimeInForce,
  WorkingFloor,
} from '@pkg/core';

type Decimal = string;

/** The balance of one asset in an {@link OutboundAccountPosition}. */
export type PositionBalance = {
  /** Asset. */
  a: string;
  /** Free balance, in the asset. */
  f: Decimal;
  /** Locked balance, in the asset. */
  l: Decimal;
};

/**
 * An update of an account, with the balances that may have changed.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream#account-update
 */
export type OutboundAccountPosition = {
  /** Type of the event. */
  e: 'outboundAccountPosition';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Time of the account's last update, in ms since the epoch. */
  u: number;
  /** The balances that may have changed. */
  B: PositionBalance[];
};

/**
 * A change of a balance by a deposit, a withdrawal or a transfer.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream#balance-update
 */
export type BalanceUpdate = {
  /** Type of the event. */
  e: 'balanceUpdate';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Asset. */
  a: string;
  /** Change of the balance, in the asset; negative if it shrank. */
  d: Decimal;
  /** Clear time, in ms since the epoch, if the exchange sends it. */
  T?: number;
};

/**
 * A change of an order. `x` says what happened to the order, and `X` is its status since then. `l` and `L` are the
 * quantity and the price of this fill, `z` is the quantity filled so far.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream#order-update
 */
export type ExecutionReport = {
  /** Type of the event. */
  e: 'executionReport';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Symbol. */
  s: string;
  /** Client order id. */
  c: string;
  /** Side. */
  S: Open<OrderSide>;
  /** Order type. */
  o: Open<OrderType>;
  /** Time in force. */
  f: Open<TimeInForce>;
  /** Quantity, in the base asset. */
  q: Decimal;
  /** Price, in the quote asset. */
  p: Decimal;
  /** Stop price, in the quote asset. */
  P: Decimal;
  /** Visible quantity of an iceberg order, in the base asset. */
  F: Decimal;
  /** Order list id; -1 if the order is in no list. */
  g: number;
  /**
   * The order's previous client order id, if a cancellation or an amendment has given the order the new id `c`.
   * Otherwise empty.
   */
  C: string;
  /** Execution type: `NEW`, `CANCELED`, `REPLACED`, `REJECTED`, `TRADE`, `EXPIRED`, `TRADE_PREVENTION`. */
  x: Open<ExecutionType>;
  /** Order status. */
  X: Open<OrderStatus>;
  /** Reject reason; `NONE` if the order was not rejected. */
  r: Open<OrderRejectReason>;
  /** Order id. */
  i: number;
  /** Quantity of this fill, in the base asset. */
  l: Decimal;
  /** Quantity filled so far, in the base asset. */
  z: Decimal;
  /** Price of this fill, in the quote asset. */
  L: Decimal;
  /** Commission of this fill, in the asset `N`. */
  n: Decimal;
  /** Asset of the commission; null if the event has no commission. */
  N: string | null;
  /** Transaction time, in ms since the epoch. */
  T: number;
  /** Trade id; -1 if the event is not a fill. */
  t: number;
  /** Execution id. */
  I: number;
  /** Whether the order is on the book. */
  w: boolean;
  /** Whether the order was the maker of this fill. */
  m: boolean;
  /** Unused. Binance's documentation says to ignore it. */
  M: boolean;
  /** Time at which the order was created, in ms since the epoch. */
  O: number;
  /** Value filled so far, in the quote asset. */
  Z: Decimal;
  /** Value of this fill, in the quote asset. */
  Y: Decimal;
  /** The `quoteOrderQty` of a MARKET order, in the quote asset. */
  Q: Decimal;
  /** Self trade prevention mode. */
  V?: Open<SelfTradePreventionMode>;
  /** Time at which the order entered the book, in ms since the epoch. */
  W?: number;
  /** Trailing delta of a trailing stop order, in basis points. */
  d?: number;
  /** Time at which a trailing stop order began to follow the price, in ms since the epoch. */
  D?: number;
  /** Strategy id. */
  j?: number;
  /** Strategy type. */
  J?: number;
  /** Id of the match that self-trade prevention prevented. */
  v?: number;
  /** Quantity that has expired so far because of self-trade prevention, in the base asset. */
  A?: Decimal;
  /** Quantity that expired because of this prevented match, in the base asset. */
  B?: Decimal;
  /** Id of the group of accounts between which the exchange prevents self-trades. */
  u?: number;
  /** Id of the other order of the prevented match. */
  U?: number;
  /** Symbol of the other order of the prevented match. */
  Cs?: string;
  /** Quantity of the prevented match, in the base asset. */
  pl?: Decimal;
  /** Price of the prevented match, in the quote asset. */
  pL?: Decimal;
  /** Value of the prevented match, in the quote asset. */
  pY?: Decimal;
  /** Match type. */
  b?: Open<MatchType>;
  /** Allocation id. */
  a?: number;
  /** Working floor. */
  k?: Open<WorkingFloor>;
  /** Whether smart order routing was used. */
  uS?: boolean;
  /** Pegged price type. */
  gP?: Open<PegPriceType>;
  /** Pegged offset type. */
  gOT?: Open<PegOffsetType>;
  /**
   * Pegged offset value: the distance between the order's price and the price that the order follows, in price levels.
   */
  gOV?: number;
  /** Current price of the pegged order, in the quote asset. */
  gp?: Decimal;
  /** Expiry reason. */
  eR?: Open<ExpiryReason>;
};

/**
 * A change of an order list. Changes of the orders in the list are separate `executionReport` events.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream#order-update
 */
export type ListStatus = {
  /** Type of the event. */
  e: 'listStatus';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Symbol. */
  s: string;
  /** Order list id. */
  g: number;
  /** Contingency type. */
  c: Open<ContingencyType>;
  /** List status type. */
  l: Open<ListStatusType>;
  /** List order status. */
  L: Open<ListOrderStatus>;
  /** Reject reason of the list; `NONE` if the list was not rejected. */
  r: Open<OrderRejectReason>;
  /** Client order id of the list. */
  C: string;
  /** Transaction time, in ms since the epoch. */
  T: number;
  /** Orders of the list. */
  O: {
    /** Symbol. */
    s: string;
    /** Order id. */
    i: number;
    /** Client order id. */
    c: string;
  }[];
};

/**
 * A system outside the spot exchange locked or released a part of a balance, for example as margin collateral.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream#external-lock-update
 */
export type ExternalLockUpdate = {
  /** Type of the event. */
  e: 'externalLockUpdate';
  /** Event time, in ms since the epoch. */
  E: number;
  /** Asset. */
  a: string;
  /** Change of the locked quantity, in the asset; negative if a quantity was released. */
  d: Decimal;
  /** Transaction time, in ms since the epoch. */
  T: number;
};

/**
 * The exchange has ended the subscription. The library subscribes again.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream#event-stream-terminated
 */
export type EventStreamTerminated = {
  /** Type of the event. */
  e: 'eventStreamTerminated';
  /** Event time, in ms since the epoch. */
  E: number;
};

/** An event of an account, in the form in which the exchange sends it. */
export type UserEvent =
  | OutboundAccountPosition
  | BalanceUpdate
  | ExecutionReport
  | ListStatus
  | ExternalLockUpdate
  | EventStreamTerminated;

/**
 * An event of an account as consumers receive it. `recovered` marks events that were missed during a loss of the
 * connection and reconstructed from queries.
 */
export type UserDataEvent = UserEvent & {
  /** Set if the event was missed during a loss of the connection and reconstructed from queries. */
  readonly recovered?: true;
};
