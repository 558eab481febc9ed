import type { Amount } from './amount.js';
import type { OrderType, PegPriceType, Side, StpMode, TimeInForce } from './enums.js';

/**
 * The parameters of a new order, after the protocol layer has parsed enums and decimals. The engine first checks the
 * parameters against the order type, and then the symbol, limits, filters and balances.
 */
export type NewOrder = {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce?: TimeInForce | undefined;
  readonly quantity?: Amount | undefined;
  readonly quoteOrderQty?: Amount | undefined;
  readonly price?: Amount | undefined;
  readonly stopPrice?: Amount | undefined;
  /** The trailing delta in basis points: 100 is 1 %. */
  readonly trailingDelta?: number | undefined;
  readonly icebergQty?: Amount | undefined;
  readonly newClientOrderId?: string | undefined;
  readonly strategyId?: number | undefined;
  readonly strategyType?: number | undefined;
  readonly selfTradePreventionMode?: StpMode | undefined;
  readonly pegPriceType?: PegPriceType | undefined;
  readonly pegOffsetType?: 'PRICE_LEVEL' | undefined;
  readonly pegOffsetValue?: number | undefined;
};

/** The parameters of one order of an order list, without those that apply to the whole list. */
export type Leg = Omit<NewOrder, 'symbol' | 'side' | 'quantity' | 'quoteOrderQty' | 'selfTradePreventionMode'>;

type ListCommon = {
  readonly symbol: string;
  readonly listClientOrderId?: string | undefined;
  readonly selfTradePreventionMode?: StpMode | undefined;
};

/** The first order of an OTO, OTOCO, OPO or OPOCO. */
export type WorkingLeg = Leg & { readonly side: Side; readonly quantity: Amount };

/**
 * The parameters of a new order list. A refusal names a parameter with the prefix of its order, such as `abovePrice` or
 * `pendingBelowStopPrice`.
 */
export type NewOrderList =
  | (ListCommon & {
      readonly kind: 'OCO';
      readonly side: Side;
      readonly quantity: Amount;
      readonly above: Leg;
      readonly below: Leg;
    })
  | (ListCommon & {
      readonly kind: 'OTO';
      readonly working: WorkingLeg;
      readonly pending: Leg & { readonly side: Side; readonly quantity: Amount };
    })
  | (ListCommon & {
      readonly kind: 'OTOCO';
      readonly working: WorkingLeg;
      readonly pendingSide: Side;
      readonly pendingQuantity: Amount;
      readonly pendingAbove: Leg;
      readonly pendingBelow: Leg;
    })
  | (ListCommon & {
      readonly kind: 'OPO';
      readonly working: WorkingLeg;
      readonly pending: Leg & { readonly side: Side };
    })
  | (ListCommon & {
      readonly kind: 'OPOCO';
      readonly working: WorkingLeg;
      readonly pendingSide: Side;
      readonly pendingAbove: Leg;
      readonly pendingBelow: Leg;
    });

export type CancelRestrictions = 'ONLY_NEW' | 'ONLY_PARTIALLY_FILLED';

/** Identifies an order by its order id or by its client order id. If both are given, both must match. */
export type OrderReference = {
  readonly symbol: string;
  readonly orderId?: number | undefined;
  readonly origClientOrderId?: string | undefined;
};

export type CancelOrder = OrderReference & {
  readonly newClientOrderId?: string | undefined;
  readonly cancelRestrictions?: CancelRestrictions | undefined;
};

export type CancelOrderList = {
  readonly symbol: string;
  readonly orderListId?: number | undefined;
  readonly listClientOrderId?: string | undefined;
  readonly newClientOrderId?: string | undefined;
};

export type CancelReplace = {
  readonly cancelReplaceMode: 'STOP_ON_FAILURE' | 'ALLOW_FAILURE';
  /**
   * What a cancel-replace does if the account has reached its limit of unfilled orders: nothing (`DO_NOTHING`), or it
   * only cancels the old order (`CANCEL_ONLY`).
   *
   * @default 'DO_NOTHING'
   */
  readonly orderRateLimitExceededMode?: 'DO_NOTHING' | 'CANCEL_ONLY' | undefined;
  readonly cancelOrderId?: number | undefined;
  readonly cancelOrigClientOrderId?: string | undefined;
  readonly cancelNewClientOrderId?: string | undefined;
  readonly cancelRestrictions?: CancelRestrictions | undefined;
  readonly order: NewOrder;
};

export type AmendOrder = OrderReference & {
  readonly newQty: Amount;
  readonly newClientOrderId?: string | undefined;
};

/** A trade between two house accounts, which belong to the exchange itself. */
export type HouseTrade = {
  readonly symbol: string;
  readonly price: Amount;
  readonly quantity: Amount;
  /**
   * The side of the taker's order. It is used only if neither the best bid nor the best ask reaches the price. @default
   * 'BUY'
   */
  readonly side?: Side | undefined;
  /** The ids of the two accounts. Both must belong to the exchange itself (see `NewAccount.house`). */
  readonly maker: number;
  readonly taker: number;
  /** Orders that replace the open orders of the account `maker` after the trade. @default its open orders stay */
  readonly book?: readonly NewOrder[] | undefined;
};

export type NewAccount = {
  /** Id of the account's trade group. -1 stands for no group. @default -1 */
  readonly tradeGroupId?: number | undefined;
  /** Permissions of the account. @default ['SPOT'] */
  readonly permissions?: readonly string[] | undefined;
  /** Whether the account may place orders. @default true */
  readonly canTrade?: boolean | undefined;
  /** Whether the account may withdraw. @default true */
  readonly canWithdraw?: boolean | undefined;
  /** Whether the account may deposit. @default true */
  readonly canDeposit?: boolean | undefined;
  /** Whether orders with the self-trade prevention mode NONE are refused. @default false */
  readonly requireSelfTradePrevention?: boolean | undefined;
  /** Whether smart order routing is refused. @default false */
  readonly preventSor?: boolean | undefined;
  /**
   * Whether the account belongs to the exchange itself and makes the market. Such an account pays no commission. Order
   * limits, and filters that count orders, do not apply to it.
   *
   * @default false
   */
  readonly house?: boolean | undefined;
};

/**
 * Selects a page of history, sorted by id: the oldest rows that match if `fromId`, `startTime` or `orderId` is given,
 * otherwise the newest rows that match.
 */
export type HistoryQuery = {
  readonly symbol: string;
  readonly orderId?: number | undefined;
  readonly fromId?: number | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly limit?: number | undefined;
};
