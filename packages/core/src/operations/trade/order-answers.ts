import type {
  ExpiryReason,
  MatchType,
  Open,
  OrderSide,
  OrderStatus,
  OrderType,
  PegOffsetType,
  PegPriceType,
  SelfTradePreventionMode,
  TimeInForce,
  WorkingFloor,
} from '../enums.js';

/**
 * Fields that an order has only in some circumstances.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-trade
 */
export type ConditionalOrderFields = {
  /** Trigger orders only. */
  stopPrice?: string;
  /** Iceberg orders only. */
  icebergQty?: string;
  /** Where it was sent. */
  strategyId?: number;
  /** Where it was sent. */
  strategyType?: number;
  /** Trailing orders only, in basis points. */
  trailingDelta?: number;
  /** Trailing orders only: since when the price is followed; -1 before. */
  trailingTime?: number;
  /** Expired by self trade prevention: ask `getPreventedMatches` with it. */
  preventedMatchId?: number;
  /** Expired by self trade prevention: how much did. */
  preventedQuantity?: string;
  /** Orders placed with smart order routing only. */
  usedSor?: boolean;
  /** Orders placed with smart order routing only: who fills it now. */
  workingFloor?: Open<WorkingFloor>;
  /** Pegged orders only. */
  pegPriceType?: Open<PegPriceType>;
  /** Pegged orders only, where it was sent. */
  pegOffsetType?: Open<PegOffsetType>;
  /** Pegged orders only, where it was sent. */
  pegOffsetValue?: number;
  /** Pegged orders only, once the price is known. */
  peggedPrice?: string;
  /** Expired orders only. */
  expiryReason?: Open<ExpiryReason>;
};

/** The ids of a new order. */
export type OrderAck = {
  symbol: string;
  orderId: number;
  /** -1 for an order of no list. */
  orderListId: number;
  clientOrderId: string;
  transactTime: number;
};

/** What a new, a cancelled and a queried order say alike. */
export type OrderState = {
  /** `0.00000000` for MARKET orders. */
  price: string;
  origQty: string;
  executedQty: string;
  origQuoteOrderQty: string;
  /** How much of the quote asset was traded; below zero where the exchange does not know it (some old orders). */
  cummulativeQuoteQty: string;
  status: Open<OrderStatus>;
  timeInForce: Open<TimeInForce>;
  type: Open<OrderType>;
  side: Open<OrderSide>;
  selfTradePreventionMode: Open<SelfTradePreventionMode>;
};

/** A new order as it stands. */
export type OrderResult = OrderAck &
  OrderState & {
    /** When it entered the book; -1 while it waits for its trigger or for another order of its list. */
    workingTime: number;
    /** The group of accounts in which self trades are prevented; only where the order met one of its own. */
    tradeGroupId?: number;
  } & ConditionalOrderFields;

/** A new order with its fills. */
export type OrderFull = OrderResult & {
  fills: OrderFill[];
  /** What self trade prevention kept from trading; only where there was such. */
  preventedMatches?: OrderPreventedMatch[];
};

/** A trade of a new order that self trade prevention kept from happening. */
export type OrderPreventedMatch = {
  /** Ask `getPreventedMatches` with it. */
  preventedMatchId: number;
  makerSymbol: string;
  makerOrderId: number;
  price: string;
  /** How much of the new order expired; absent where none did. */
  takerPreventedQuantity?: string;
  /** How much of the order in the book expired; absent where none did. */
  makerPreventedQuantity?: string;
};

/** One trade of a new order. */
export type OrderFill = {
  price: string;
  qty: string;
  commission: string;
  commissionAsset: string;
  /** -1 for an allocation of smart order routing. */
  tradeId: number;
  /** Smart order routing only. */
  matchType?: Open<MatchType>;
  /** Smart order routing only. */
  allocId?: number;
};

/** A new order, as much as was asked for. */
export type NewOrder = OrderAck | OrderResult | OrderFull;

/** An order as its cancel left it. */
export type CancelledOrder = OrderAck &
  OrderState & {
    /** The id under which the order was placed; `clientOrderId` is the cancel's. */
    origClientOrderId: string;
  } & ConditionalOrderFields;
