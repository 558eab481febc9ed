import type {
  Account,
  AggregateTrade,
  Allocation,
  Amendment,
  AveragePrice,
  BlockTrade,
  BookTicker,
  CancelledOrder,
  CancelledOrderList,
  CancelReplaced,
  CancelReplaceFailure,
  Empty,
  ExchangeInfo,
  ExecutionRules,
  Kline,
  ListedOrder,
  MiniTicker,
  MyFilters,
  MyTrade,
  NewOrder,
  NewOrderList,
  Order,
  OrderAmendment,
  OrderBook,
  OrderCommission,
  OrderList,
  PreventedMatch,
  ReferencePrice,
  ReferencePriceCalculation,
  ServerTimeAnswer,
  Session,
  SorOrderCommission,
  SymbolCommission,
  SymbolPrice,
  Ticker,
  Trade,
  UnfilledOrderCount,
  UserDataSubscription,
  WindowTicker,
} from '@pkg/core/operations';

/**
 * The answer type of every operation; if it has overloads, the union of their answers. `answers.test-d.ts` compares
 * this list with the operations. Other tests check answers against these types.
 */
export type Answers = {
  ping: Empty;
  getServerTime: ServerTimeAnswer;
  getExchangeInfo: ExchangeInfo;
  getExecutionRules: ExecutionRules;
  getOrderBook: OrderBook;
  getRecentTrades: Trade[];
  getHistoricalTrades: Trade[];
  getHistoricalBlockTrades: BlockTrade[];
  getAggregateTrades: AggregateTrade[];
  getKlines: Kline[];
  getUiKlines: Kline[];
  getAveragePrice: AveragePrice;
  getTicker: Ticker | MiniTicker;
  getTickers: Ticker[] | MiniTicker[];
  getTradingDayTicker: WindowTicker | MiniTicker;
  getTradingDayTickers: WindowTicker[] | MiniTicker[];
  getRollingTicker: WindowTicker | MiniTicker;
  getRollingTickers: WindowTicker[] | MiniTicker[];
  getSymbolTicker: SymbolPrice;
  getAllTickers: SymbolPrice[];
  getOrderbookTicker: BookTicker;
  getOrderbookTickers: BookTicker[];
  getReferencePrice: ReferencePrice;
  getReferencePriceCalculation: ReferencePriceCalculation;
  createOrder: NewOrder;
  createTestOrder: Empty | OrderCommission;
  cancelOrder: CancelledOrder | CancelledOrderList;
  cancelOpenOrders: (CancelledOrder | CancelledOrderList)[];
  cancelReplaceOrder: CancelReplaced<NewOrder>;
  amendOrder: Amendment;
  createOcoOrder: NewOrderList<ListedOrder>;
  createOtoOrder: NewOrderList<ListedOrder>;
  createOtocoOrder: NewOrderList<ListedOrder>;
  createOpoOrder: NewOrderList<ListedOrder>;
  createOpocoOrder: NewOrderList<ListedOrder>;
  createLegacyOcoOrder: NewOrderList<ListedOrder>;
  cancelOrderList: CancelledOrderList;
  createSorOrder: NewOrder;
  createTestSorOrder: Empty | SorOrderCommission;
  getAccount: Account;
  getOrder: Order;
  getOpenOrders: Order[];
  getAllOrders: Order[];
  getOrderList: OrderList;
  getOpenOrderLists: OrderList[];
  getAllOrderLists: OrderList[];
  getMyTrades: MyTrade[];
  getUnfilledOrderCount: UnfilledOrderCount[];
  getPreventedMatches: PreventedMatch[];
  getAllocations: Allocation[];
  getCommissionRates: SymbolCommission;
  getOrderAmendments: OrderAmendment[];
  getMyFilters: MyFilters;
  logOn: Session;
  logOut: Session;
  getSessionStatus: Session;
  getSessionSubscriptions: UserDataSubscription[];
  subscribeUserData: UserDataSubscription;
  subscribeUserDataBySignature: UserDataSubscription;
  unsubscribeUserData: Empty;
};

/** The `data` of the error that `cancelReplaceOrder` throws if the cancellation, the new order or both failed. */
export type FailedCancelReplace = CancelReplaceFailure;
