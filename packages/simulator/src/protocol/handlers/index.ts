export {
  getAccount,
  getAllOrderLists,
  getAllOrders,
  getAllocations,
  getCommissionRates,
  getMyFilters,
  getMyTrades,
  getOpenOrderLists,
  getOpenOrders,
  getOrder,
  getOrderAmendments,
  getOrderList,
  getPreventedMatches,
  getUnfilledOrderCount,
} from './account.js';
export { getExchangeInfo, getExecutionRules, getServerTime, ping } from './general.js';
export * from './market.js';
export * from './order-lists.js';
export * from './session.js';
export * from './tickers.js';
export * from './trade.js';
