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
} from '../enums/index.js';

/**
 * Fields of an order that are present only under certain conditions.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#new-order-trade
 */
export type ConditionalOrderFields = {
  /** Trigger price. Present on orders with a trigger. */
  stopPrice?: string;
  /** Visible quantity, in the base asset. Present on iceberg orders. */
  icebergQty?: string;
  /** Id of the strategy to which the order belongs. Present if the order was placed with one. */
  strategyId?: number;
  /** Kind of the strategy. Present if the order was placed with one. */
  strategyType?: number;
  /**
   * How far the price must fall from its highest or rise from its lowest value to trigger the order, in basis points.
   * Present on trailing orders.
   */
  trailingDelta?: number;
  /**
   * Time at which the order began to follow the price, in ms since the epoch, or -1 before that. Present on trailing
   * orders.
   */
  trailingTime?: number;
  /** Id of the prevented match, for `getPreventedMatches`. Present if self-trade prevention ended the order. */
  preventedMatchId?: number;
  /**
   * Quantity that expired because of self-trade prevention, in the base asset. Present if self-trade prevention ended
   * the order.
   */
  preventedQuantity?: string;
  /** Whether smart order routing was used. Present on orders that were placed with smart order routing. */
  usedSor?: boolean;
  /** Who fills the order now. Present on orders placed with smart order routing. */
  workingFloor?: Open<WorkingFloor>;
  /** The price that the order follows. Present on pegged orders. */
  pegPriceType?: PegPriceType;
  /** Unit of `pegOffsetValue`. Present on pegged orders that were placed with an offset. */
  pegOffsetType?: PegOffsetType;
  /**
   * Distance from the best price, in units of `pegOffsetType`. Present on pegged orders that were placed with an
   * offset.
   */
  pegOffsetValue?: number;
  /** The order's current price. Present on pegged orders once the price is known. */
  peggedPrice?: string;
  /** Why the order expired. Present on expired orders. */
  expiryReason?: Open<ExpiryReason>;
};

/** The ids of a new order. */
export type OrderAck = {
  /** The symbol. */
  symbol: string;
  /** The exchange's id of the order. */
  orderId: number;
  /** The exchange's id of the order's list, or -1 if the order is in no list. */
  orderListId: number;
  /** The order's client order id. */
  clientOrderId: string;
  /** Time at which the exchange processed the request, in ms since the epoch. */
  transactTime: number;
};

/** The fields that new, cancelled and queried orders have in common. */
export type OrderState = {
  /** Limit price. Zero for MARKET orders. */
  price: string;
  /** Quantity of the order, in the base asset. */
  origQty: string;
  /** Quantity traded so far, in the base asset. */
  executedQty: string;
  /** Amount of the quote asset that a MARKET order was to trade. Zero for other orders. */
  origQuoteOrderQty: string;
  /**
   * Sum of price times quantity of the trades so far, in the quote asset. Negative if the exchange does not know this
   * sum, as for some old orders.
   */
  cummulativeQuoteQty: string;
  /** State of the order. */
  status: Open<OrderStatus>;
  /** How long the order stays open. */
  timeInForce: TimeInForce;
  /** Type of the order. */
  type: OrderType;
  /** Side of the order. */
  side: OrderSide;
  /** The order's self-trade prevention mode. */
  selfTradePreventionMode: SelfTradePreventionMode;
};

/** A new order and its state. */
export type OrderResult = OrderAck &
  OrderState & {
    /** Time when the order entered the order book, in ms since the epoch. -1 before that. */
    workingTime: number;
    /**
     * Id of the group of accounts between which the exchange prevents self-trades. Present if a self-trade of the order
     * was prevented.
     */
    tradeGroupId?: number;
  } & ConditionalOrderFields;

/** A new order, its state and its fills. */
export type OrderFull = OrderResult & {
  /** The trades that filled the order when it was placed. */
  fills: OrderFill[];
  /** Matches that did not trade because of self-trade prevention. Present if there were any. */
  preventedMatches?: OrderPreventedMatch[];
};

/**
 * A match between a new order and an order of the same trade group. Self-trade prevention kept the two orders from
 * trading.
 */
export type OrderPreventedMatch = {
  /** Id of the prevented match, for `getPreventedMatches`. */
  preventedMatchId: number;
  /** Symbol of the maker's order. Absent if the exchange does not state it. */
  makerSymbol?: string;
  /** The exchange's id of the maker's order. Absent if the exchange does not state it. */
  makerOrderId?: number;
  /** Price of the match. Absent if the exchange does not state it. */
  price?: string;
  /** Quantity of the new order that expired, in the base asset. Absent if none did. */
  takerPreventedQuantity?: string;
  /** Quantity of the maker's order that expired, in the base asset. Absent if none did. */
  makerPreventedQuantity?: string;
};

/** A trade that filled a new order when it was placed. */
export type OrderFill = {
  /** Price of the trade. */
  price: string;
  /** Quantity, in the base asset. */
  qty: string;
  /** Commission that the account paid, in `commissionAsset`. */
  commission: string;
  /** Asset of the commission. Absent if the exchange does not state it. */
  commissionAsset?: string;
  /** Id of the trade, or -1 for an allocation of smart order routing. */
  tradeId: number;
  /** Kind of the match. Present on orders placed with smart order routing. */
  matchType?: Open<MatchType>;
  /** Id of the allocation. Present on orders placed with smart order routing. */
  allocId?: number;
};

/** A new order, with the fields that `newOrderRespType` selected. */
export type NewOrder = OrderAck | OrderResult | OrderFull;

/** A cancelled order in its final state. */
export type CancelledOrder = OrderAck &
  OrderState & {
    /** Client order id under which the order was placed. `clientOrderId` is the id of the cancellation. */
    origClientOrderId: string;
    /**
     * Always undefined, because only the answer for an order list has this field. So `if (answer.orderReports)` shows
     * whether the answer is a list.
     */
    orderReports?: undefined;
  } & ConditionalOrderFields;
