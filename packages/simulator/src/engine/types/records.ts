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

// Records are live: read or copy them before the next command.

/** An order. Times are microseconds; `-1` stands where the exchange writes -1. */
export type Order = {
  readonly symbol: string;
  readonly orderId: number;
  readonly accountId: number;
  /** -1 outside a list. */
  readonly orderListId: number;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** The limit price that was sent; 0 when none was. */
  readonly price: Amount;
  /** Undefined for a pending OPO order whose working order is not filled. */
  readonly quantity: Amount | undefined;
  readonly quoteOrderQty: Amount;
  readonly executedQty: Amount;
  readonly cumulativeQuoteQty: Amount;
  readonly status: OrderStatus;
  readonly selfTradePreventionMode: StpMode;
  /** 0 when it is no iceberg. */
  readonly icebergQty: Amount;
  /** 0 when there is none. */
  readonly stopPrice: Amount;
  readonly trailingDelta: number | undefined;
  /** When a trailing stop began to follow prices; -1 before, undefined for other orders. */
  readonly trailingTime: number | undefined;
  readonly strategyId: number | undefined;
  readonly strategyType: number | undefined;
  readonly pegPriceType: PegPriceType | undefined;
  readonly pegOffsetType: 'PRICE_LEVEL' | undefined;
  readonly pegOffsetValue: number | undefined;
  /** The price that a pegged order got. */
  readonly peggedPrice: Amount | undefined;
  readonly preventedQuantity: Amount;
  readonly preventedMatchId: number | undefined;
  readonly expiryReason: ExpiryReason | undefined;
  readonly usedSor: boolean;
  readonly workingFloor: WorkingFloor | undefined;
  /** When it was placed. */
  readonly time: number;
  readonly updateTime: number;
  /** When it reached the book; -1 before. */
  readonly workingTime: number;
};

export type OrderList = {
  readonly orderListId: number;
  readonly accountId: number;
  readonly symbol: string;
  readonly kind: NewOrderList['kind'];
  /** As the exchange names it: an OTOCO, OPO or OPOCO is an `OTO`. */
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
  /** Trades of one taker at one price make one aggregate trade. An SOR taker is in another symbol. */
  readonly takerOrderId: number;
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
  /** -1 when the account is in no group. */
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

/** How many unfilled orders an account has in the current interval of one limit. */
export type UnfilledOrderCount = OrderLimit & { readonly count: number };

/** `[price, quantity]`, best first. */
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
