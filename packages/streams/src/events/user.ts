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

/** A balance in an {@link OutboundAccountPosition}. */
export type PositionBalance = {
  /** Asset. */
  a: string;
  /** Free. */
  f: Decimal;
  /** Locked. */
  l: Decimal;
};

/** Balances that may have changed. */
export type OutboundAccountPosition = {
  e: 'outboundAccountPosition';
  /** Event time. */
  E: number;
  /** Time of the account's last update. */
  u: number;
  /** Balances. */
  B: PositionBalance[];
};

/** A deposit, withdrawal or transfer. */
export type BalanceUpdate = {
  e: 'balanceUpdate';
  /** Event time. */
  E: number;
  /** Asset. */
  a: string;
  /** Change of the balance. */
  d: Decimal;
  /** Clear time. Absent if the exchange does not state it. */
  T?: number;
};

/** A change of an order. */
export type ExecutionReport = {
  e: 'executionReport';
  /** Event time. */
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
  /** Quantity. */
  q: Decimal;
  /** Price. */
  p: Decimal;
  /** Stop price. */
  P: Decimal;
  /** Iceberg quantity. */
  F: Decimal;
  /** Order list id; -1 if the order is in no list. */
  g: number;
  /** Client order id of the canceled order. */
  C: string;
  /** Execution type: `NEW`, `CANCELED`, `REPLACED`, `REJECTED`, `TRADE`, `EXPIRED`, `TRADE_PREVENTION`. */
  x: Open<ExecutionType>;
  /** Order status. */
  X: Open<OrderStatus>;
  /** Reject reason; `NONE` if it was not rejected. */
  r: Open<OrderRejectReason>;
  /** Order id. */
  i: number;
  /** Quantity of this fill. */
  l: Decimal;
  /** Quantity filled so far. */
  z: Decimal;
  /** Price of this fill. */
  L: Decimal;
  /** Commission. */
  n: Decimal;
  /** Commission asset. */
  N: string | null;
  /** Transaction time. */
  T: number;
  /** Trade id; -1 if the event is not a fill. */
  t: number;
  /** Execution id. */
  I: number;
  /** Whether the order is on the book. */
  w: boolean;
  /** Whether the order was the maker of this fill. */
  m: boolean;
  /** Ignore. */
  M: boolean;
  /** Time at which the order was created. */
  O: number;
  /** Quote quantity filled so far. */
  Z: Decimal;
  /** Quote quantity of this fill. */
  Y: Decimal;
  /** Quote order quantity. */
  Q: Decimal;
  /** Self trade prevention mode. */
  V?: Open<SelfTradePreventionMode>;
  /** Time since which the order is on the book. */
  W?: number;
  /** Trailing delta. */
  d?: number;
  /** Trailing time. */
  D?: number;
  /** Strategy id. */
  j?: number;
  /** Strategy type. */
  J?: number;
  /** Prevented match id. */
  v?: number;
  /** Prevented quantity. */
  A?: Decimal;
  /** Last prevented quantity. */
  B?: Decimal;
  /** Trade group id. */
  u?: number;
  /** Counter order id. */
  U?: number;
  /** Counter symbol. */
  Cs?: string;
  /** Prevented execution quantity. */
  pl?: Decimal;
  /** Prevented execution price. */
  pL?: Decimal;
  /** Prevented execution quote quantity. */
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
  /** Pegged offset value. */
  gOV?: number;
  /** Pegged price. */
  gp?: Decimal;
  /** Expiry reason. */
  eR?: Open<ExpiryReason>;
};

/** A change of an order list. Its orders have reports of their own. */
export type ListStatus = {
  e: 'listStatus';
  /** Event time. */
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
  /** Reject reason of the list; `NONE` if it was not rejected. */
  r: Open<OrderRejectReason>;
  /** List client order id. */
  C: string;
  /** Transaction time. */
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

/** Another system of the exchange locked or released part of a balance. */
export type ExternalLockUpdate = {
  e: 'externalLockUpdate';
  /** Event time. */
  E: number;
  /** Asset. */
  a: string;
  /** Change of the locked quantity. */
  d: Decimal;
  /** Transaction time. */
  T: number;
};

/** The exchange ended the subscription. The library subscribes again. */
export type EventStreamTerminated = {
  e: 'eventStreamTerminated';
  /** Event time. */
  E: number;
};

/** An event of an account, as the exchange sends it. */
export type UserEvent =
  | OutboundAccountPosition
  | BalanceUpdate
  | ExecutionReport
  | ListStatus
  | ExternalLockUpdate
  | EventStreamTerminated;

/** A delivered event of an account. `recovered` marks events that were missed during a loss and reconstructed from queries. */
export type UserDataEvent = UserEvent & { readonly recovered?: true };
