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

/** Balances that an event may have changed. */
export type OutboundAccountPosition = {
  e: 'outboundAccountPosition';
  /** Event time. */
  E: number;
  /** Time of the account's last update; an older one never overrides a newer one. */
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
  /** Clear time. */
  T: number;
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
  S: string;
  /** Order type. */
  o: string;
  /** Time in force. */
  f: string;
  /** Quantity. */
  q: Decimal;
  /** Price. */
  p: Decimal;
  /** Stop price. */
  P: Decimal;
  /** Iceberg quantity. */
  F: Decimal;
  /** Order list id; -1 for an order of its own. */
  g: number;
  /** Client order id of the order that is cancelled. */
  C: string;
  /** What happened: `NEW`, `CANCELED`, `REPLACED`, `REJECTED`, `TRADE`, `EXPIRED`, `TRADE_PREVENTION`. */
  x: string;
  /** Status of the order now. */
  X: string;
  /** Why it was rejected; `NONE` otherwise. */
  r: string;
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
  /** Trade id; -1 when this is no fill. */
  t: number;
  /** Execution id. */
  I: number;
  /** The order is on the book. */
  w: boolean;
  /** This fill was the maker's side. */
  m: boolean;
  /** Ignore. */
  M: boolean;
  /** When the order was made. */
  O: number;
  /** Quote quantity filled so far. */
  Z: Decimal;
  /** Quote quantity of this fill. */
  Y: Decimal;
  /** Quote order quantity. */
  Q: Decimal;
  /** Self trade prevention mode. */
  V?: string;
  /** Since when the order is on the book. */
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
  /** Quantity prevented last. */
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
  b?: string;
  /** Allocation id. */
  a?: number;
  /** Working floor. */
  k?: string;
  /** Smart order routing was used. */
  uS?: boolean;
  /** Pegged price type. */
  gP?: string;
  /** Pegged offset type. */
  gOT?: string;
  /** Pegged offset value. */
  gOV?: number;
  /** Pegged price. */
  gp?: Decimal;
  /** Why the order expired. */
  eR?: string;
};

/** A change of an order list, beside the reports of its orders. */
export type ListStatus = {
  e: 'listStatus';
  /** Event time. */
  E: number;
  /** Symbol. */
  s: string;
  /** Order list id. */
  g: number;
  /** Contingency type. */
  c: string;
  /** List status type. */
  l: string;
  /** List order status. */
  L: string;
  /** Why the list was rejected; `NONE` otherwise. */
  r: string;
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

/** Part of a balance was locked or released by another system of the exchange. */
export type ExternalLockUpdate = {
  e: 'externalLockUpdate';
  /** Event time. */
  E: number;
  /** Asset. */
  a: string;
  /** Change of the locked part. */
  d: Decimal;
  /** Transaction time. */
  T: number;
};

/** The subscription ended; it is made again by itself. */
export type EventStreamTerminated = {
  e: 'eventStreamTerminated';
  /** Event time. */
  E: number;
};

/** What the exchange sends about an account. */
export type UserEvent =
  | OutboundAccountPosition
  | BalanceUpdate
  | ExecutionReport
  | ListStatus
  | ExternalLockUpdate
  | EventStreamTerminated;

/** A user event as it is delivered: `recovered` marks what was missed while the line was down and read afterwards. */
export type UserDataEvent = UserEvent & { readonly recovered?: true };
