import type { Amount } from './amount.js';
import type { Choices } from './choices.js';

export type { Amount } from './amount.js';
export type { Engine } from './engine.js';

// Words of the exchange.

export type Side = 'BUY' | 'SELL';
export type OrderType =
  | 'LIMIT'
  | 'MARKET'
  | 'STOP_LOSS'
  | 'STOP_LOSS_LIMIT'
  | 'TAKE_PROFIT'
  | 'TAKE_PROFIT_LIMIT'
  | 'LIMIT_MAKER';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK';
export type StpMode = 'NONE' | 'EXPIRE_TAKER' | 'EXPIRE_MAKER' | 'EXPIRE_BOTH' | 'DECREMENT' | 'TRANSFER';
export type SymbolStatus = 'TRADING' | 'END_OF_DAY' | 'HALT' | 'BREAK' | 'CANCEL_ONLY';
export type PegPriceType = 'PRIMARY_PEG' | 'MARKET_PEG';
export type OrderStatus =
  | 'NEW'
  | 'PENDING_NEW'
  | 'PARTIALLY_FILLED'
  | 'FILLED'
  | 'CANCELED'
  | 'REJECTED'
  | 'EXPIRED'
  | 'EXPIRED_IN_MATCH';
export type ExecutionType = 'NEW' | 'CANCELED' | 'REPLACED' | 'REJECTED' | 'TRADE' | 'EXPIRED' | 'TRADE_PREVENTION';
export type ExpiryReason =
  | 'REJECTED'
  | 'EXCHANGE_CANCELED'
  | 'OCO_TRIGGER'
  | 'OTO_PHASE_ONE_EXPIRED'
  | 'UNFILLED_IOC_QUANTITY_EXPIRED'
  | 'UNFILLED_FOK_ORDER_EXPIRED'
  | 'INSUFFICIENT_LIQUIDITY'
  | 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED';
export type RejectReason =
  | 'NONE'
  | 'INSUFFICIENT_BALANCES'
  | 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY'
  | 'WOULD_MATCH_IMMEDIATELY'
  | 'OCO_BAD_PRICES';
export type ListStatusType = 'RESPONSE' | 'EXEC_STARTED' | 'UPDATED' | 'ALL_DONE';
export type ListOrderStatus = 'EXECUTING' | 'ALL_DONE' | 'REJECT';
export type WorkingFloor = 'EXCHANGE' | 'SOR';

// Configuration.

/** A filter, in the form and with the names of exchangeInfo: decimals are strings. */
export type Filter =
  | {
      readonly filterType: 'PRICE_FILTER';
      readonly minPrice: string;
      readonly maxPrice: string;
      readonly tickSize: string;
    }
  | {
      readonly filterType: 'PERCENT_PRICE';
      readonly multiplierUp: string;
      readonly multiplierDown: string;
      readonly avgPriceMins: number;
    }
  | {
      readonly filterType: 'PERCENT_PRICE_BY_SIDE';
      readonly bidMultiplierUp: string;
      readonly bidMultiplierDown: string;
      readonly askMultiplierUp: string;
      readonly askMultiplierDown: string;
      readonly avgPriceMins: number;
    }
  | { readonly filterType: 'LOT_SIZE'; readonly minQty: string; readonly maxQty: string; readonly stepSize: string }
  | {
      readonly filterType: 'MARKET_LOT_SIZE';
      readonly minQty: string;
      readonly maxQty: string;
      readonly stepSize: string;
    }
  | {
      readonly filterType: 'MIN_NOTIONAL';
      readonly minNotional: string;
      readonly applyToMarket: boolean;
      readonly avgPriceMins: number;
    }
  | {
      readonly filterType: 'NOTIONAL';
      readonly minNotional: string;
      readonly applyMinToMarket: boolean;
      readonly maxNotional: string;
      readonly applyMaxToMarket: boolean;
      readonly avgPriceMins: number;
    }
  | { readonly filterType: 'ICEBERG_PARTS'; readonly limit: number }
  | { readonly filterType: 'MAX_NUM_ORDERS'; readonly maxNumOrders: number }
  | { readonly filterType: 'MAX_NUM_ALGO_ORDERS'; readonly maxNumAlgoOrders: number }
  | { readonly filterType: 'MAX_NUM_ICEBERG_ORDERS'; readonly maxNumIcebergOrders: number }
  | { readonly filterType: 'MAX_POSITION'; readonly maxPosition: string }
  | {
      readonly filterType: 'TRAILING_DELTA';
      readonly minTrailingAboveDelta: number;
      readonly maxTrailingAboveDelta: number;
      readonly minTrailingBelowDelta: number;
      readonly maxTrailingBelowDelta: number;
    }
  | { readonly filterType: 'MAX_NUM_ORDER_AMENDS'; readonly maxNumOrderAmends: number }
  | { readonly filterType: 'MAX_NUM_ORDER_LISTS'; readonly maxNumOrderLists: number };

export type ExchangeFilter =
  | { readonly filterType: 'EXCHANGE_MAX_NUM_ORDERS'; readonly maxNumOrders: number }
  | { readonly filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS'; readonly maxNumAlgoOrders: number }
  | { readonly filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS'; readonly maxNumIcebergOrders: number }
  | { readonly filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS'; readonly maxNumOrderLists: number };

/** Applies to one account's orders in every symbol that has the asset on either side. */
export type AssetFilter = { readonly filterType: 'MAX_ASSET'; readonly asset: string; readonly limit: string };

/** The price range that executions of a symbol must stay in, relative to its reference price. */
export type PriceRangeRule = {
  readonly ruleType: 'PRICE_RANGE';
  readonly bidLimitMultUp?: string;
  readonly bidLimitMultDown?: string;
  readonly askLimitMultUp?: string;
  readonly askLimitMultDown?: string;
};

export type ReferencePriceCalculation =
  | { readonly calculationType: 'ARITHMETIC_MEAN'; readonly bucketCount: number; readonly bucketWidthMs: number }
  | { readonly calculationType: 'EXTERNAL'; readonly externalCalculationId: number };

/** Rates as decimals, such as `0.001`. */
export type Rates = {
  readonly maker: string;
  readonly taker: string;
  readonly buyer: string;
  readonly seller: string;
};

/** What one account pays on one symbol. */
export type CommissionRates = {
  readonly standard: Rates;
  readonly special: Rates;
  readonly tax: Rates;
  readonly discount: {
    readonly enabledForAccount: boolean;
    readonly enabledForSymbol: boolean;
    readonly discountAsset: string;
    /** See `choices.discount` for how it is read. */
    readonly discount: string;
  };
};

/** A symbol as one configures it; what is left out gets the usual value of the live exchange. */
export type SymbolSpec = {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
} & Partial<Omit<SymbolInfo, 'symbol' | 'baseAsset' | 'quoteAsset'>>;

/** A symbol in full: an exchangeInfo row, and the rules that other calls show. */
export type SymbolInfo = {
  readonly symbol: string;
  readonly status: SymbolStatus;
  readonly baseAsset: string;
  readonly baseAssetPrecision: number;
  readonly quoteAsset: string;
  readonly quotePrecision: number;
  readonly quoteAssetPrecision: number;
  readonly baseCommissionPrecision: number;
  readonly quoteCommissionPrecision: number;
  readonly orderTypes: readonly OrderType[];
  readonly icebergAllowed: boolean;
  readonly ocoAllowed: boolean;
  readonly otoAllowed: boolean;
  readonly opoAllowed: boolean;
  readonly quoteOrderQtyMarketAllowed: boolean;
  readonly allowTrailingStop: boolean;
  readonly cancelReplaceAllowed: boolean;
  readonly amendAllowed: boolean;
  readonly pegInstructionsAllowed: boolean;
  readonly isSpotTradingAllowed: boolean;
  readonly isMarginTradingAllowed: boolean;
  readonly filters: readonly Filter[];
  readonly permissions: readonly string[];
  readonly permissionSets: readonly (readonly string[])[];
  readonly defaultSelfTradePreventionMode: StpMode;
  readonly allowedSelfTradePreventionModes: readonly StpMode[];
  /** Execution rules (`GET executionRules`). */
  readonly executionRules: readonly PriceRangeRule[];
  /** How the reference price comes about; undefined: the symbol has none until one is set. */
  readonly referencePriceCalculation: ReferencePriceCalculation | undefined;
  /** Rates of accounts that have no rates of their own. */
  readonly commission: CommissionRates;
};

/** Symbols whose books an SOR order may take from. */
export type SorSpec = { readonly baseAsset: string; readonly symbols: readonly string[] };

/** A limit on unfilled orders. Intervals are aligned to the clock, days to UTC. */
export type OrderLimit = {
  readonly interval: 'SECOND' | 'MINUTE' | 'DAY';
  readonly intervalNum: number;
  readonly limit: number;
};

export type EngineOptions = {
  readonly symbols: readonly SymbolSpec[];
  readonly exchangeFilters?: readonly ExchangeFilter[] | undefined;
  readonly sors?: readonly SorSpec[] | undefined;
  /** @default 100 per 10 s and 200,000 per day */
  readonly orderLimits?: readonly OrderLimit[] | undefined;
  /** **Microseconds** since the epoch, an integer. Every time in the engine's records is in this unit. */
  readonly now: () => number;
  /** Client order ids that were not sent follow from it. The engine draws from it once, when it is made. */
  readonly random: { bytes(length: number): Uint8Array };
  /** Overrides what the documents leave open. */
  readonly choices?: Partial<Choices> | undefined;
};

// Commands.

/**
 * An order as a request gives it. The engine checks which parameters each type needs or refuses (-1102, -1106), the
 * symbol's flags, limits, filters and balances; the protocol reads enums and decimals.
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
  /** In BIPS: 100 is 1 %. */
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

/** One order of a list: without what the list says for all of its orders. */
export type Leg = Omit<NewOrder, 'symbol' | 'side' | 'quantity' | 'quoteOrderQty' | 'selfTradePreventionMode'>;

type ListCommon = {
  readonly symbol: string;
  readonly listClientOrderId?: string | undefined;
  readonly selfTradePreventionMode?: StpMode | undefined;
};

/** The first order of an OTO, OTOCO, OPO or OPOCO. */
export type WorkingLeg = Leg & { readonly side: Side; readonly quantity: Amount };

/** An order list. A leg's parameters are named in errors with its prefix: `abovePrice`, `pendingBelowStopPrice`. */
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

/** Names one order: by id, by client id, or by the id checked against the client id. */
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
  /** @default 'DO_NOTHING' */
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

export type NewAccount = {
  /** @default -1, none */
  readonly tradeGroupId?: number | undefined;
  /** @default ['SPOT'] */
  readonly permissions?: readonly string[] | undefined;
  readonly canTrade?: boolean | undefined;
  readonly canWithdraw?: boolean | undefined;
  readonly canDeposit?: boolean | undefined;
  /** Refuses orders that name no self-trade prevention. @default false */
  readonly requireSelfTradePrevention?: boolean | undefined;
  readonly preventSor?: boolean | undefined;
  /** Free of commissions, limits on orders and filters that count: who plays the market. @default false */
  readonly house?: boolean | undefined;
};

// Records. They are live: read or copy them before the next command.

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

// Answers.

/** The order as it stands when its own matching is over, before stop orders that its trades have set off. */
export type OrderResult = {
  readonly order: Order;
  readonly fills: readonly Fill[];
  readonly preventedMatches: readonly PreventedMatch[];
  readonly transactTime: number;
};

export type OrderListResult = {
  readonly list: OrderList;
  /** In the order of `list.orders`. */
  readonly reports: readonly OrderResult[];
};

export type CancelResult = {
  readonly order: Order;
  readonly origClientOrderId: string;
  /** What the cancel is called: the request's `newClientOrderId`, or a drawn one. */
  readonly clientOrderId: string;
  readonly transactTime: number;
};

export type CancelListResult = { readonly list: OrderList; readonly reports: readonly CancelResult[] };

/** One entry of `cancelOpenOrders`: a single order, or the whole list that it belongs to. */
export type CancelledEntry = CancelResult | CancelListResult;

/** One half of a cancel-replace. */
export type Half<T> =
  | { readonly result: 'SUCCESS'; readonly response: T }
  | { readonly result: 'FAILURE'; readonly error: { readonly code: number; readonly message: string } }
  | { readonly result: 'NOT_ATTEMPTED' };

/**
 * Of a cancel-replace, both halves; when one of them is no success it is the `data` of an `ExchangeError` -2021 (409)
 * or -2022 (400), status 429 when the limit on orders is the cause. The cancel's answer is a list's when the order was
 * in one.
 */
export type CancelReplaceResult = {
  readonly cancel: Half<CancelResult | CancelListResult>;
  readonly placement: Half<OrderResult>;
};

export type AmendResult = {
  readonly order: Order;
  readonly origClientOrderId: string;
  readonly executionId: number;
  readonly transactTime: number;
  /** Present when the order is in a list. */
  readonly list: OrderList | undefined;
};

/** What a test order answers with `computeCommissionRates`. */
export type OrderCommission = {
  readonly standard: { readonly maker: Amount; readonly taker: Amount };
  readonly special: { readonly maker: Amount; readonly taker: Amount };
  readonly tax: { readonly maker: Amount; readonly taker: Amount };
  readonly discount: CommissionRates['discount'];
};

// Events, in the order in which things happen. A listener is called in the middle of a command: it may read, and must
// take what it needs at once, since records are live; it must not call a command.

export type LevelEvent = {
  readonly type: 'LEVEL';
  readonly symbol: string;
  /** Rises by one with each level change of the symbol. */
  readonly updateId: number;
  readonly side: Side;
  readonly price: Amount;
  /** Absolute; 0 removes the level. */
  readonly quantity: Amount;
  readonly time: number;
};

export type TradeEvent = { readonly type: 'TRADE'; readonly trade: Trade };

/** An `executionReport`. */
export type OrderEvent = {
  readonly type: 'ORDER';
  readonly executionType: ExecutionType;
  readonly order: Order;
  readonly executionId: number;
  readonly time: number;
  /** Field `c`: differs from the order's own when it names a cancel. */
  readonly clientOrderId: string;
  /** Field `C`: of a cancelled or amended order, the id it had; else empty. */
  readonly origClientOrderId: string;
  readonly rejectReason: RejectReason;
  /** Field `w`. */
  readonly isOnBook: boolean;
  /** Of a `TRADE`. */
  readonly fill: Fill | undefined;
  /** Of a `TRADE_PREVENTION`. */
  readonly prevention:
    | {
        readonly match: PreventedMatch;
        readonly lastPreventedQuantity: Amount;
        readonly counterOrderId: number;
        readonly counterSymbol: string;
        /** What would have been traded. */
        readonly quantity: Amount;
        readonly price: Amount;
        readonly quoteQuantity: Amount;
      }
    | undefined;
};

/** Once per command and account, after its orders' events: the assets that the command touched. */
export type AccountEvent = {
  readonly type: 'ACCOUNT';
  readonly accountId: number;
  readonly time: number;
  readonly balances: readonly Balance[];
};

export type ListEvent = {
  readonly type: 'LIST';
  readonly list: OrderList;
  readonly listStatusType: ListStatusType;
  readonly listOrderStatus: ListOrderStatus;
  readonly rejectReason: RejectReason;
  readonly time: number;
};

/** A deposit, withdrawal or transfer. */
export type TransferEvent = {
  readonly type: 'TRANSFER';
  readonly accountId: number;
  readonly asset: string;
  readonly delta: Amount;
  readonly time: number;
};

export type ExternalLockEvent = {
  readonly type: 'EXTERNAL_LOCK';
  readonly accountId: number;
  readonly asset: string;
  readonly delta: Amount;
  readonly time: number;
};

export type SymbolEvent = { readonly type: 'SYMBOL'; readonly symbol: SymbolInfo; readonly time: number };

export type ReferencePriceEvent = {
  readonly type: 'REFERENCE_PRICE';
  readonly symbol: string;
  readonly price: Amount | null;
  readonly time: number;
};

export type EngineEvent =
  | LevelEvent
  | TradeEvent
  | OrderEvent
  | AccountEvent
  | ListEvent
  | TransferEvent
  | ExternalLockEvent
  | SymbolEvent
  | ReferencePriceEvent;

export type EngineListener = (event: EngineEvent) => void;

// Queries.

/** Rows in rising id; `limit` counts from `fromId`/`startTime` on, or else from the newest back. */
export type HistoryQuery = {
  readonly symbol: string;
  readonly orderId?: number | undefined;
  readonly fromId?: number | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly limit?: number | undefined;
};
