import type { OperationName } from './examples/operation-examples.js';

/** Words by which readers search for an operation, and which its page does not have. */
export const operationKeywords: { readonly [Name in OperationName]?: string } = {
  amendOrder: 'edit order, modify order, reduce quantity',
  cancelOpenOrders: 'cancel all orders',
  cancelReplaceOrder: 'edit order, modify order, replace order',
  createOcoOrder: 'one cancels the other, stop loss, take profit, bracket order',
  createOrder:
    'new order, place order, buy, sell, market order, limit order, stop loss, take profit, trailing stop, iceberg',
  createTestOrder: 'validate, dry run',
  getAccount: 'balances',
  getCommissionRates: 'fees, trading fee, maker fee, taker fee',
  getExchangeInfo: 'symbols, markets, tick size, step size',
  getKlines: 'candlesticks, OHLCV, klines',
  getMyTrades: 'trade history, fills',
  getOrder: 'order status, query order',
  getOrderBook: 'depth snapshot',
  getOrderbookTicker: 'best bid, best ask',
  getServerTime: 'timestamp',
  getSymbolTicker: 'last price, current price',
  getTicker: '24hr ticker, 24 hour statistics, price change',
};
