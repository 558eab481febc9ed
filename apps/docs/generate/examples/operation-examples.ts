import type * as operations from '@pkg/core/operations';

/** The name of an operation, which is also the name of the client method. */
export type OperationName = {
  [K in keyof typeof operations]: (typeof operations)[K] extends { readonly security: unknown } ? K : never;
}[keyof typeof operations];

/**
 * The setup code of an example, which runs before the call.
 * - `public`: a client without a key.
 * - `reference`: a symbol with a reference price.
 * - `account`: an account with a key.
 * - `routing`: symbols for smart order routing.
 * - `socket`: a client of the WebSocket API that is not logged on.
 * - `session`: a client of the WebSocket API that is logged on.
 */
export type Setup = 'public' | 'reference' | 'account' | 'routing' | 'socket' | 'session';

type Example = { readonly setup: Setup; readonly code: string };

const open = (code: string): Example => ({ setup: 'public', code });
const signed = (code: string): Example => ({ setup: 'account', code });

const PLACED = `await client.createOrder({
  symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC',
  quantity: '1', price: '0.00990',
});`;
const ORDER = `const order = ${PLACED}`;
const FILLED = `await client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '2' });`;
const PLACED_OCO = `await client.createOcoOrder({
  symbol: 'BNBBTC', side: 'SELL', quantity: '1',
  aboveType: 'LIMIT_MAKER', abovePrice: '0.01100',
  belowType: 'STOP_LOSS', belowStopPrice: '0.00900',
});`;
const OCO = `const list = ${PLACED_OCO}`;

/** A short program for every operation. A new operation causes a type error here until it has an entry. */
export const operationExamples: Readonly<Record<OperationName, Example>> = {
  ping: open('await client.ping();\nconsole.log("the exchange answers");'),
  getServerTime: open(
    'const time = await client.getServerTime();\nconsole.log(time, new Date(time.serverTime).toISOString());',
  ),
  getExchangeInfo: open(`const { symbols, rateLimits } = await client.getExchangeInfo({ symbol: 'BNBBTC' });
console.log(symbols[0]?.filters);
console.log(rateLimits);`),
  getExecutionRules: open(`const rules = await client.getExecutionRules({ symbol: 'BNBBTC' });\nconsole.log(rules);`),
  getOrderBook: open(`const book = await client.getOrderBook({ symbol: 'BNBBTC', limit: 5 });\nconsole.log(book);`),
  getRecentTrades: open(
    `const trades = await client.getRecentTrades({ symbol: 'BNBBTC', limit: 5 });\nconsole.log(trades);`,
  ),
  getHistoricalTrades: open(
    `const trades = await client.getHistoricalTrades({ symbol: 'BNBBTC', fromId: 1, limit: 5 });\nconsole.log(trades);`,
  ),
  getHistoricalBlockTrades: open(`exchange.blockTrade('BNBBTC', { price: '0.01', quantity: '500' });
const trades = await client.getHistoricalBlockTrades({
  symbol: 'BNBBTC',
  fromId: 0,
  limit: 5,
});
console.log(trades);`),
  getAggregateTrades: open(
    `const trades = await client.getAggregateTrades({ symbol: 'BNBBTC', limit: 5 });\nconsole.log(trades);`,
  ),
  getKlines: open(`const candles = await client.getKlines({ symbol: 'BNBBTC', interval: '1m', limit: 2 });
console.log(candles);`),
  getUiKlines: open(`const candles = await client.getUiKlines({ symbol: 'BNBBTC', interval: '1m', limit: 2 });
console.log(candles);`),
  getAveragePrice: open(`const average = await client.getAveragePrice({ symbol: 'BNBBTC' });\nconsole.log(average);`),
  getTicker: open(`const ticker = await client.getTicker({ symbol: 'BNBBTC' });\nconsole.log(ticker);`),
  getTickers: open(`const tickers = await client.getTickers({ symbols: ['BNBBTC', 'BTCUSDT'] });
console.log(tickers);`),
  getTradingDayTicker: open(
    `const ticker = await client.getTradingDayTicker({ symbol: 'BNBBTC' });\nconsole.log(ticker);`,
  ),
  getTradingDayTickers: open(`const tickers = await client.getTradingDayTickers({ symbols: ['BNBBTC', 'BTCUSDT'] });
console.log(tickers);`),
  getRollingTicker: open(`const ticker = await client.getRollingTicker({ symbol: 'BNBBTC', windowSize: '2h' });
console.log(ticker);`),
  getRollingTickers: open(`const tickers = await client.getRollingTickers({
  symbols: ['BNBBTC', 'BTCUSDT'],
  windowSize: '2h',
});
console.log(tickers);`),
  getSymbolTicker: open(`const ticker = await client.getSymbolTicker({ symbol: 'BNBBTC' });\nconsole.log(ticker);`),
  getAllTickers: open(`const prices = await client.getAllTickers();\nconsole.log(prices);`),
  getOrderbookTicker: open(`const best = await client.getOrderbookTicker({ symbol: 'BNBBTC' });
console.log(best);`),
  getOrderbookTickers: open(`const all = await client.getOrderbookTickers();\nconsole.log(all);`),
  getReferencePrice: {
    setup: 'reference',
    code: `const reference = await client.getReferencePrice({ symbol: 'BNBBTC' });
console.log(reference);`,
  },
  getReferencePriceCalculation: {
    setup: 'reference',
    code: `const calculation = await client.getReferencePriceCalculation({ symbol: 'BNBBTC' });
console.log(calculation);`,
  },

  createOrder: signed(`const order = await client.createOrder({
  symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '2',
});
console.log(order);`),
  createTestOrder: signed(`const commission = await client.createTestOrder({
  symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC',
  quantity: '1', price: '0.00990',
  computeCommissionRates: true,
});
console.log(commission);`),
  cancelOrder: signed(`${ORDER}
const cancelled = await client.cancelOrder({ symbol: 'BNBBTC', orderId: order.orderId });
console.log(cancelled);`),
  cancelOpenOrders: signed(`${PLACED}
const cancelled = await client.cancelOpenOrders({ symbol: 'BNBBTC' });
console.log(cancelled);`),
  cancelReplaceOrder: signed(`${ORDER}
const replaced = await client.cancelReplaceOrder({
  symbol: 'BNBBTC', cancelOrderId: order.orderId, cancelReplaceMode: 'STOP_ON_FAILURE',
  side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '0.00995',
});
console.log(replaced);`),
  amendOrder: signed(`${ORDER}
const amendment = await client.amendOrder({
  symbol: 'BNBBTC',
  orderId: order.orderId,
  newQty: '0.5',
});
console.log(amendment);`),
  createOcoOrder: signed(`${OCO}
console.log(list);`),
  createOtoOrder: signed(`const list = await client.createOtoOrder({
  symbol: 'BNBBTC',
  workingSide: 'BUY', workingType: 'LIMIT', workingTimeInForce: 'GTC',
  workingPrice: '0.00990', workingQuantity: '1',
  pendingSide: 'SELL', pendingType: 'LIMIT', pendingTimeInForce: 'GTC',
  pendingPrice: '0.01100', pendingQuantity: '1',
});
console.log(list);`),
  createOtocoOrder: signed(`const list = await client.createOtocoOrder({
  symbol: 'BNBBTC',
  workingSide: 'BUY', workingType: 'LIMIT', workingTimeInForce: 'GTC',
  workingPrice: '0.00990', workingQuantity: '1',
  pendingSide: 'SELL', pendingQuantity: '1',
  pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: '0.01100',
  pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: '0.00900',
});
console.log(list);`),
  createOpoOrder: signed(`const list = await client.createOpoOrder({
  symbol: 'BNBBTC',
  workingSide: 'BUY', workingType: 'LIMIT', workingTimeInForce: 'GTC',
  workingPrice: '0.00990', workingQuantity: '1',
  pendingSide: 'SELL', pendingType: 'LIMIT', pendingTimeInForce: 'GTC',
  pendingPrice: '0.01100',
});
console.log(list);`),
  createOpocoOrder: signed(`const list = await client.createOpocoOrder({
  symbol: 'BNBBTC',
  workingSide: 'BUY', workingType: 'LIMIT', workingTimeInForce: 'GTC',
  workingPrice: '0.00990', workingQuantity: '1',
  pendingSide: 'SELL',
  pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: '0.01100',
  pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: '0.00900',
});
console.log(list);`),
  createLegacyOcoOrder: signed(`const list = await client.createLegacyOcoOrder({
  symbol: 'BNBBTC', side: 'SELL', quantity: '1', price: '0.01100', stopPrice: '0.00900',
});
console.log(list);`),
  cancelOrderList: signed(`${OCO}
const cancelled = await client.cancelOrderList({
  symbol: 'BNBBTC',
  orderListId: list.orderListId,
});
console.log(cancelled);`),
  createSorOrder: {
    setup: 'routing',
    code: `const order = await client.createSorOrder({
  symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC',
  quantity: '0.5', price: '60200',
});
console.log(order);`,
  },
  createTestSorOrder: {
    setup: 'routing',
    code: `await client.createTestSorOrder({
  symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC',
  quantity: '0.5', price: '60200',
});
console.log('the order is legal');`,
  },

  getAccount: signed(`const account = await client.getAccount({ omitZeroBalances: true });\nconsole.log(account);`),
  getOrder: signed(`${ORDER}
const found = await client.getOrder({ symbol: 'BNBBTC', orderId: order.orderId });
console.log(found);`),
  getOpenOrders: signed(`${PLACED}
const orders = await client.getOpenOrders({ symbol: 'BNBBTC' });
console.log(orders);`),
  getAllOrders: signed(`${FILLED}
const orders = await client.getAllOrders({ symbol: 'BNBBTC', limit: 10 });
console.log(orders);`),
  getOrderList: signed(`${OCO}
const found = await client.getOrderList({ orderListId: list.orderListId });
console.log(found);`),
  getOpenOrderLists: signed(`${PLACED_OCO}
const lists = await client.getOpenOrderLists();
console.log(lists);`),
  getAllOrderLists: signed(`${PLACED_OCO}
const lists = await client.getAllOrderLists({ limit: 10 });
console.log(lists);`),
  getMyTrades: signed(`${FILLED}
const trades = await client.getMyTrades({ symbol: 'BNBBTC' });
console.log(trades);`),
  getUnfilledOrderCount: signed(`${PLACED}
const counts = await client.getUnfilledOrderCount();
console.log(counts);`),
  getPreventedMatches: signed(`${ORDER}
await client.createOrder({
  symbol: 'BNBBTC', side: 'SELL', type: 'LIMIT', timeInForce: 'IOC',
  quantity: '20', price: '0.00990',
  selfTradePreventionMode: 'EXPIRE_MAKER',
});
const matches = await client.getPreventedMatches({
  symbol: 'BNBBTC',
  orderId: order.orderId,
});
console.log(matches);`),
  getAllocations: {
    setup: 'routing',
    code: `await client.createSorOrder({
  symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC',
  quantity: '0.5', price: '60200',
});
const allocations = await client.getAllocations({ symbol: 'BTCUSDT' });
console.log(allocations);`,
  },
  getCommissionRates: signed(
    `const rates = await client.getCommissionRates({ symbol: 'BNBBTC' });\nconsole.log(rates);`,
  ),
  getOrderAmendments: signed(`${ORDER}
await client.amendOrder({
  symbol: 'BNBBTC',
  orderId: order.orderId,
  newQty: '0.5',
});
const amendments = await client.getOrderAmendments({
  symbol: 'BNBBTC',
  orderId: order.orderId,
});
console.log(amendments);`),
  getMyFilters: signed(`const filters = await client.getMyFilters({ symbol: 'BNBBTC' });\nconsole.log(filters);`),

  logOn: { setup: 'session', code: 'const session = await client.logOn();\nconsole.log(session);' },
  logOut: {
    setup: 'session',
    code: 'await client.logOn();\nconst session = await client.logOut();\nconsole.log(session);',
  },
  getSessionStatus: {
    setup: 'session',
    code: 'await client.logOn();\nconst session = await client.getSessionStatus();\nconsole.log(session);',
  },
  getSessionSubscriptions: {
    setup: 'socket',
    code: `await client.subscribeUserDataBySignature();
const subscriptions = await client.getSessionSubscriptions();
console.log(subscriptions);`,
  },
  subscribeUserData: {
    setup: 'session',
    code: `await client.logOn();
const subscription = await client.subscribeUserData();
console.log(subscription);`,
  },
  subscribeUserDataBySignature: {
    setup: 'socket',
    code: 'const subscription = await client.subscribeUserDataBySignature();\nconsole.log(subscription);',
  },
  unsubscribeUserData: {
    setup: 'socket',
    code: `const { subscriptionId } = await client.subscribeUserDataBySignature();
await client.unsubscribeUserData({ subscriptionId });
console.log('unsubscribed', subscriptionId);`,
  },
};

const MARKET = `exchange.setBook('BNBBTC', {
  bids: [['0.00999', '5'], ['0.00998', '8']],
  asks: [['0.01001', '5'], ['0.01002', '8']],
});
exchange.trade('BNBBTC', { price: '0.01001', quantity: '1' });`;
const ACCOUNT = `const balances = { BTC: '10', BNB: '100' };
const { apiKey, apiSecret } = exchange.createAccount({ balances });`;
const CORE = `import { createSpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
`;
const SOCKET = `import { createSpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { wsApi } from '@pkg/streams';
`;

const setups: Readonly<Record<Setup, string>> = {
  public: `${CORE}
// A simulated market. On the live exchange, leave out \`environment\`.
const exchange = createExchange({ symbols: ['BNBBTC', 'BTCUSDT'] });
${MARKET}
const { environment } = exchange;
const client = createSpotClient({ environment });`,
  reference: `${CORE}
// A simulated symbol whose reference price is a mean of trade prices.
const exchange = createExchange({
  symbols: [
    {
      symbol: 'BNBBTC', baseAsset: 'BNB', quoteAsset: 'BTC',
      referencePriceCalculation: {
        calculationType: 'ARITHMETIC_MEAN',
        bucketCount: 10,
        bucketWidthMs: 1000,
      },
    },
  ],
});
exchange.setBook('BNBBTC', { bids: [['0.01', '5']], asks: [['0.02', '5']] });
exchange.trade('BNBBTC', { price: '0.02', quantity: '1' });
const { environment } = exchange;
const client = createSpotClient({ environment });`,
  account: `${CORE}
// A simulated account. On the live exchange, leave out \`environment\`.
const exchange = createExchange({ symbols: ['BNBBTC', 'BTCUSDT'] });
${MARKET}
${ACCOUNT}
const { environment } = exchange;
const client = createSpotClient({ environment, apiKey, apiSecret });`,
  routing: `${CORE}
// Two simulated symbols that smart order routing treats as one market.
const exchange = createExchange({
  symbols: ['BTCUSDT', 'BTCUSDC'],
  sors: [{ baseAsset: 'BTC', symbols: ['BTCUSDT', 'BTCUSDC'] }],
});
exchange.setBook('BTCUSDT', { bids: [['60000', '1']], asks: [['60200', '1']] });
exchange.setBook('BTCUSDC', { bids: [['59990', '1']], asks: [['60100', '1']] });
const balances = { USDT: '100000', USDC: '100000' };
const { apiKey, apiSecret } = exchange.createAccount({ balances });
const { environment } = exchange;
const client = createSpotClient({ environment, apiKey, apiSecret });`,
  socket: `${SOCKET}
// A simulated account. On the live exchange, leave out \`environment\`.
const exchange = createExchange({ symbols: ['BNBBTC'] });
${ACCOUNT}
const { environment } = exchange;
const client = createSpotClient({ environment, transport: wsApi(), apiKey, apiSecret });`,
  session: `${SOCKET}
// Only Ed25519 keys can log on.
// The exchange gets the public key, the client keeps the private one.
const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
const { publicKey, privateKey } = pair as CryptoKeyPair;
const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
const base64 = btoa(String.fromCharCode(...spki));
const exchange = createExchange({ symbols: ['BNBBTC'] });
const { apiKey } = exchange.createAccount({
  publicKey: \`-----BEGIN PUBLIC KEY-----\\n\${base64}\\n-----END PUBLIC KEY-----\`,
});
const { environment } = exchange;
const client = createSpotClient({ environment, transport: wsApi(), apiKey, privateKey });`,
};

/** Returns the complete program that the page of an operation shows. */
export function operationProgram(name: OperationName): string {
  const { setup, code } = operationExamples[name];
  return `${setups[setup]}\n\n${code}\nclient.close();`;
}
