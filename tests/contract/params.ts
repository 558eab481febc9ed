import type { TickerType } from '@pkg/core';
import type {
  AccountParams,
  AggregateTradesParams,
  AllOrderListsParams,
  AllOrdersParams,
  AllocationsParams,
  AmendOrderParams,
  AnyResponse,
  CancelOpenOrdersParams,
  CancelOrderListParams,
  CancelOrderParams,
  CancelReplaceOrderParams,
  CreateOrderParams,
  ExchangeInfoParams,
  ExecutionRulesParams,
  GetOrderListParams,
  GetOrderParams,
  HistoricalBlockTradesParams,
  HistoricalTradesParams,
  KlinesParams,
  LegacyOcoOrderParams,
  ManySymbolsParams,
  MaybeRates,
  MyTradesParams,
  NamedSymbolsParams,
  NewSorOrderParams,
  NoParams,
  OcoOrderParams,
  OneSymbolParams,
  OpenOrdersParams,
  OpocoOrderParams,
  OpoOrderParams,
  OrderAmendmentsParams,
  OrderBookParams,
  OtocoOrderParams,
  OtoOrderParams,
  PreventedMatchesParams,
  RecentTradesParams,
  ReferencePriceCalculationParams,
  RollingParams,
  SymbolParams,
  TradingDayParams,
  UnsubscribeUserDataParams,
} from '@pkg/core/operations';

type AnyTicker = { type?: TickerType | undefined };

/**
 * The parameters of every operation. `answers.test-d.ts` compares this list with the operations, `routes.test.ts` with
 * the data from Binance's documentation.
 */
export type Params = {
  ping: NoParams;
  getServerTime: NoParams;
  getExchangeInfo: ExchangeInfoParams;
  getExecutionRules: ExecutionRulesParams;
  getOrderBook: OrderBookParams;
  getRecentTrades: RecentTradesParams;
  getHistoricalTrades: HistoricalTradesParams;
  getHistoricalBlockTrades: HistoricalBlockTradesParams;
  getAggregateTrades: AggregateTradesParams;
  getKlines: KlinesParams;
  getUiKlines: KlinesParams;
  getAveragePrice: SymbolParams;
  getTicker: OneSymbolParams & AnyTicker;
  getTickers: ManySymbolsParams & AnyTicker;
  getTradingDayTicker: OneSymbolParams & TradingDayParams & AnyTicker;
  getTradingDayTickers: NamedSymbolsParams & TradingDayParams & AnyTicker;
  getRollingTicker: OneSymbolParams & RollingParams & AnyTicker;
  getRollingTickers: NamedSymbolsParams & RollingParams & AnyTicker;
  getSymbolTicker: OneSymbolParams;
  getAllTickers: ManySymbolsParams;
  getOrderbookTicker: OneSymbolParams;
  getOrderbookTickers: ManySymbolsParams;
  getReferencePrice: SymbolParams;
  getReferencePriceCalculation: ReferencePriceCalculationParams;
  createOrder: CreateOrderParams;
  createTestOrder: CreateOrderParams & MaybeRates;
  cancelOrder: CancelOrderParams;
  cancelOpenOrders: CancelOpenOrdersParams;
  cancelReplaceOrder: CancelReplaceOrderParams;
  amendOrder: AmendOrderParams;
  createOcoOrder: OcoOrderParams & AnyResponse;
  createOtoOrder: OtoOrderParams & AnyResponse;
  createOtocoOrder: OtocoOrderParams & AnyResponse;
  createOpoOrder: OpoOrderParams & AnyResponse;
  createOpocoOrder: OpocoOrderParams & AnyResponse;
  createLegacyOcoOrder: LegacyOcoOrderParams & AnyResponse;
  cancelOrderList: CancelOrderListParams;
  createSorOrder: NewSorOrderParams & AnyResponse;
  createTestSorOrder: NewSorOrderParams & AnyResponse & MaybeRates;
  getAccount: AccountParams;
  getOrder: GetOrderParams;
  getOpenOrders: OpenOrdersParams;
  getAllOrders: AllOrdersParams;
  getOrderList: GetOrderListParams;
  getOpenOrderLists: NoParams;
  getAllOrderLists: AllOrderListsParams;
  getMyTrades: MyTradesParams;
  getUnfilledOrderCount: NoParams;
  getPreventedMatches: PreventedMatchesParams;
  getAllocations: AllocationsParams;
  getCommissionRates: SymbolParams;
  getOrderAmendments: OrderAmendmentsParams;
  getMyFilters: SymbolParams;
  logOn: NoParams;
  logOut: NoParams;
  getSessionStatus: NoParams;
  getSessionSubscriptions: NoParams;
  subscribeUserData: NoParams;
  subscribeUserDataBySignature: NoParams;
  unsubscribeUserData: UnsubscribeUserDataParams;
};
