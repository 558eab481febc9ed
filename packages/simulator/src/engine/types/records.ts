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

// Later commands change these records. Read or copy a record before the next command.

/** An order. Times are in microseconds. As in the replies of the exchange, -1 means that there is no value. */
export type Order = {
  readonly symbol: string;
  readonly orderId: number;
  readonly accountId: number;
  /** -1 when the order is in no list. */
  readonly orderListId: number;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** The limit price of the request; 0 when it has none. */
  readonly price: Amount;
  /** Undefined for a pending order of an OPO until its working order is filled. */
  readonly quantity: Amount | undefined;
  readonly quoteOrderQty: Amount;
  readonly executedQty: Amount;
  readonly cumulativeQuoteQty: Amount;
  readonly status: OrderStatus;
  readonly selfTradePreventionMode: StpMode;
  /** 0 when the order is not an iceberg order. */
  readonly icebergQty: Amount;
  /** 0 when the order has no stop price. */
  readonly stopPrice: Amount;
  readonly trailingDelta: number | undefined;
  /** Time at which a trailing stop began to follow the market, in µs; -1 until then. Undefined for other orders. */
  readonly trailingTime: number | undefined;
  readonly strategyId: number | undefined;
  readonly strategyType: number | undefined;
  readonly pegPriceType: PegPriceType | undefined;
  readonly pegOffsetType: 'PRICE_LEVEL' | undefined;
  readonly pegOffsetValue: number | undefined;
  /** The price that was set from the peg. Undefined for orders without a peg. */
  readonly peggedPrice: Amount | undefined;
  readonly preventedQuantity: Amount;
  readonly preventedMatchId: number | undefined;
  readonly expiryReason: ExpiryReason | undefined;
  readonly usedSor: boolean;
  readonly workingFloor: WorkingFloor | undefined;
  /** Time at which the order was placed, in µs. */
  readonly time: number;
  readonly updateTime: number;
  /** Time at which the order became active on the book, in µs; -1 until then. */
  readonly workingTime: number;
};

export type OrderList = {
  readonly orderListId: number;
  readonly accountId: number;
  readonly symbol: string;
  readonly kind: NewOrderList['kind'];
  /** The contingency type that the exchange reports. For an OTOCO, OPO or OPOCO it is `OTO`. */
  readonly contingencyType: 'OCO' | 'OTO';
  readonly listClientOrderId: string;
  readonly listStatusType: ListStatusType;
  readonly listOrderStatus: ListOrderStatus;
  readonly transactionTime: number;
  readonly orders: readonly Order[];
};

/** A public trade. */
export type Trade = {
  readonly symbol: string;
  readonly id: number;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly quoteQuantity: Amount;
  readonly time: number;
  readonly isBuyerMaker: boolean;
  readonly buyerOrderId: number;
  readonly sellerOrderId: number;
  /** Id of the taker order. Trades of one taker order at one price and time form one aggregate trade. */
  readonly takerOrderId: number;
  /** If the record stands for several trades, the id of the first of them. `id` is that of the last one. */
  readonly firstId?: number | undefined;
  /** Id of the aggregate trade, if a market source gives it. Then the record is an aggregate trade of its own. */
  readonly aggregateId?: number | undefined;
  /** What the record adds to candles, if that is not its own quantities. */
  readonly sums?: TradeSums | undefined;
};

/** Sums of a candle to which a trade contributes. */
export type TradeSums = {
  readonly quoteQuantity: Amount;
  readonly takerQuantity: Amount;
  readonly takerQuoteQuantity: Amount;
};

/** One order's side of a trade, or an allocation (`tradeId` -1). */
export type Fill = {
  readonly symbol: string;
  readonly tradeId: number;
  readonly allocationId: number | undefined;
  readonly orderId: number;
  readonly orderListId: number;
  readonly accountId: number;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly quoteQuantity: Amount;
  readonly commission: Amount;
  readonly commissionAsset: string;
  readonly time: number;
  readonly isBuyer: boolean;
  readonly isMaker: boolean;
};

export type PreventedMatch = {
  readonly symbol: string;
  readonly preventedMatchId: number;
  readonly takerOrderId: number;
  readonly takerAccountId: number;
  readonly makerSymbol: string;
  readonly makerOrderId: number;
  readonly makerAccountId: number;
  /** -1 when the account is in no trade group. */
  readonly tradeGroupId: number;
  readonly selfTradePreventionMode: StpMode;
  readonly price: Amount;
  readonly takerPreventedQuantity: Amount | undefined;
  readonly makerPreventedQuantity: Amount | undefined;
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

export type Balance = { readonly asset: string; readonly free: Amount; readonly locked: Amount };

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
