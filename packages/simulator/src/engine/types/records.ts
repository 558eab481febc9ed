import type { Amount } from './amount.js';
import type { NewOrderList } from './commands.js';
import type { OrderLimit } from './configuration.js';
import type {
  ExpiryReason,
  ListOrderStatus,
  ListStatusType,
  OrderStatus,
  OrderType,
  PegPriceType,
  Side,
  StpMode,
  TimeInForce,
  WorkingFloor,
} from './enums.js';

// Later commands change the records of this file. So read or copy a record before the next command.

/** An order. As in the exchange's responses, -1 as an id or a time means that the order has no such id or time. */
export type Order = {
  /** Name of the symbol. */
  readonly symbol: string;
  /** Id of the order. */
  readonly orderId: number;
  /** Id of the account. */
  readonly accountId: number;
  /** Id of the order list; -1 if the order is not in a list. */
  readonly orderListId: number;
  /** Client order id of the order. */
  readonly clientOrderId: string;
  /** Side of the order. */
  readonly side: Side;
  /** Type of the order. */
  readonly type: OrderType;
  /** How long the order stays open. */
  readonly timeInForce: TimeInForce;
  /** The limit price of the request; 0 if it has none. */
  readonly price: Amount;
  /**
   * Quantity of the order. For a pending order of an OPO or OPOCO (one-pays-the-other) list, it is undefined until the
   * list's working order is filled. From then on, it is the quantity that the working order has bought.
   */
  readonly quantity: Amount | undefined;
  /** Amount of the quote asset that a MARKET order is to trade; 0 if the request has none. */
  readonly quoteOrderQty: Amount;
  /** Quantity traded so far, in the base asset. */
  readonly executedQty: Amount;
  /** Value traded so far, in the quote asset. */
  readonly cumulativeQuoteQty: Amount;
  /** State of the order. */
  readonly status: OrderStatus;
  /** Mode of self-trade prevention. */
  readonly selfTradePreventionMode: StpMode;
  /** The visible quantity of an iceberg order; 0 for other orders. */
  readonly icebergQty: Amount;
  /** The price that triggers the order; 0 if it has none. */
  readonly stopPrice: Amount;
  /** The `trailingDelta` of a trailing stop order, in basis points. Undefined for other orders. */
  readonly trailingDelta: number | undefined;
  /**
   * Time at which the trailing stop order began to follow the market, in µs; -1 before that. Undefined for other
   * orders.
   */
  readonly trailingTime: number | undefined;
  /** Id of the strategy, if the request named one. */
  readonly strategyId: number | undefined;
  /** Kind of the strategy, if the request named one. */
  readonly strategyType: number | undefined;
  /**
   * The side of the book whose best price a pegged order takes: the order's own side (`PRIMARY_PEG`) or the opposite
   * side (`MARKET_PEG`). Undefined for other orders.
   */
  readonly pegPriceType: PegPriceType | undefined;
  /** The unit of `pegOffsetValue`. Undefined if the order has no peg offset. */
  readonly pegOffsetType: 'PRICE_LEVEL' | undefined;
  /** The offset of a pegged order from the best price, in price levels. Undefined if the order has no peg offset. */
  readonly pegOffsetValue: number | undefined;
  /** The price that the exchange has calculated for a pegged order. Undefined for other orders. */
  readonly peggedPrice: Amount | undefined;
  /** Quantity that self-trade prevention has removed. */
  readonly preventedQuantity: Amount;
  /** Id of the last prevented match. Undefined if there is none. */
  readonly preventedMatchId: number | undefined;
  /** Why the order expired. Undefined if it has not. */
  readonly expiryReason: ExpiryReason | undefined;
  /** Whether the order used smart order routing. */
  readonly usedSor: boolean;
  /**
   * Whether an order with smart order routing is filled by the order book of its symbol (`EXCHANGE`) or by the routing
   * (`SOR`). Undefined for other orders.
   */
  readonly workingFloor: WorkingFloor | undefined;
  /** Time at which the order was placed, in µs. */
  readonly time: number;
  /** Time of the last change, in µs. */
  readonly updateTime: number;
  /** Time at which the order began to work on the book, in µs; -1 before that. */
  readonly workingTime: number;
};

export type OrderList = {
  /** Id of the order list. */
  readonly orderListId: number;
  /** Id of the account. */
  readonly accountId: number;
  /** Name of the symbol. */
  readonly symbol: string;
  /** Kind of the order list. */
  readonly kind: NewOrderList['kind'];
  /** The contingency type that the exchange reports. For an OTOCO, OPO or OPOCO it is `OTO`. */
  readonly contingencyType: 'OCO' | 'OTO';
  /** Client order id of the list. */
  readonly listClientOrderId: string;
  /** `EXEC_STARTED` while an order of the list is open, afterwards `ALL_DONE`. */
  readonly listStatusType: ListStatusType;
  /** State of the list. */
  readonly listOrderStatus: ListOrderStatus;
  /** Time of the last change of the list, in µs. */
  readonly transactionTime: number;
  /** The orders of the list. */
  readonly orders: readonly Order[];
};

/** A public trade. */
export type Trade = {
  /** Name of the symbol. */
  readonly symbol: string;
  /** Id of the trade. */
  readonly id: number;
  /** Price of the trade. */
  readonly price: Amount;
  /** Quantity of the trade, in the base asset. */
  readonly quantity: Amount;
  /** Value of the trade, in the quote asset. */
  readonly quoteQuantity: Amount;
  /** Time of the trade, in µs. */
  readonly time: number;
  /** Whether the buyer's order rested on the book. */
  readonly isBuyerMaker: boolean;
  /** Id of the order that bought. */
  readonly buyerOrderId: number;
  /** Id of the order that sold. */
  readonly sellerOrderId: number;
  /** Id of the taker order. Trades of one taker order at one price and time form one aggregate trade. */
  readonly takerOrderId: number;
  /** Id of the first trade, if this object stands for several consecutive trades. `id` is the id of the last trade. */
  readonly firstId?: number | undefined;
  /** Id of the aggregate trade, if this object stands for a complete aggregate trade of a market source. */
  readonly aggregateId?: number | undefined;
  /**
   * The amounts that the trade adds to the volumes of a candle.
   *
   * @default the amounts that follow from the quantities and the taker's side of this trade
   */
  readonly sums?: TradeSums | undefined;
};

/** The amounts that a trade adds to the volumes of a candle. */
export type TradeSums = {
  /** Value of the trade, in the quote asset. */
  readonly quoteQuantity: Amount;
  /** Quantity bought by takers, in the base asset. */
  readonly takerQuantity: Amount;
  /** Value bought by takers, in the quote asset. */
  readonly takerQuoteQuantity: Amount;
};

/** One order's part in a trade, or an allocation of smart order routing (`tradeId` is -1). */
export type Fill = {
  /** Name of the symbol. */
  readonly symbol: string;
  /** Id of the trade; -1 for an allocation. */
  readonly tradeId: number;
  /** Id of the allocation. Undefined for a trade. */
  readonly allocationId: number | undefined;
  /** Id of the order. */
  readonly orderId: number;
  /** Id of the order list; -1 if the order is not in a list. */
  readonly orderListId: number;
  /** Id of the account. */
  readonly accountId: number;
  /** Price of the fill. */
  readonly price: Amount;
  /** Quantity of the fill, in the base asset. */
  readonly quantity: Amount;
  /** Value of the fill, in the quote asset. */
  readonly quoteQuantity: Amount;
  /** Commission that the account paid. */
  readonly commission: Amount;
  /** Asset in which the commission was paid. */
  readonly commissionAsset: string;
  /** Time of the trade, in µs. */
  readonly time: number;
  /** Whether the order bought. */
  readonly isBuyer: boolean;
  /** Whether the order rested on the book. */
  readonly isMaker: boolean;
};

export type PreventedMatch = {
  /** Name of the symbol. */
  readonly symbol: string;
  /** Id of the prevented match. */
  readonly preventedMatchId: number;
  /** Id of the order that would have been the taker. */
  readonly takerOrderId: number;
  /** Id of the taker's account. */
  readonly takerAccountId: number;
  /** Symbol of the maker's order. */
  readonly makerSymbol: string;
  /** Id of the order that rested on the book. */
  readonly makerOrderId: number;
  /** Id of the maker's account. */
  readonly makerAccountId: number;
  /**
   * Id of the trade group of the taker's account; -1 if it has none. Self-trade prevention treats the accounts of one
   * trade group like one account.
   */
  readonly tradeGroupId: number;
  /** Mode of self-trade prevention that applied to the match. */
  readonly selfTradePreventionMode: StpMode;
  /** Price of the prevented trade. */
  readonly price: Amount;
  /** Quantity that the prevention removed from the taker's order. Undefined if it removed none. */
  readonly takerPreventedQuantity: Amount | undefined;
  /** Quantity that the prevention removed from the maker's order. Undefined if it removed none. */
  readonly makerPreventedQuantity: Amount | undefined;
  /** Time of the prevention, in µs. */
  readonly transactTime: number;
};

export type Amendment = {
  readonly symbol: string;
  readonly orderId: number;
  readonly executionId: number;
  readonly origClientOrderId: string;
  readonly newClientOrderId: string;
  readonly origQty: Amount;
  readonly newQty: Amount;
  readonly time: number;
};

export type Balance = {
  /** Name of the asset. */
  readonly asset: string;
  /** Amount that is free to trade. */
  readonly free: Amount;
  /** Amount that is locked by open orders, or externally, for example as collateral. */
  readonly locked: Amount;
};

export type Account = {
  readonly id: number;
  readonly tradeGroupId: number;
  readonly permissions: readonly string[];
  readonly canTrade: boolean;
  readonly canWithdraw: boolean;
  readonly canDeposit: boolean;
  readonly requireSelfTradePrevention: boolean;
  readonly preventSor: boolean;
  readonly house: boolean;
  readonly updateTime: number;
};

/** The unfilled order count of an account in the current interval of a limit. */
export type UnfilledOrderCount = OrderLimit & { readonly count: number };

/** A level of an order book: `[price, quantity]`. */
export type BookLevel = readonly [price: Amount, quantity: Amount];
export type BookSnapshot = {
  readonly symbol: string;
  readonly lastUpdateId: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
};
export type BestPrices = {
  readonly symbol: string;
  readonly updateId: number;
  readonly bid: BookLevel | undefined;
  readonly ask: BookLevel | undefined;
};
export type ReferencePrice = { readonly symbol: string; readonly price: Amount | null; readonly time: number };
