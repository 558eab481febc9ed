import type { Params } from './raw-client.js';

export const B = 'BTCUSDT';
/**
 * Stands for the order id of the order whose client order id is `mine`. Tests replace this value after they have placed
 * that order.
 */
export const MINE = -77;
/** The time at which the exchange starts. */
export const start: number = Date.UTC(2026, 0, 1);

/**
 * Returns the parameters of one order in an order list. Their names get the prefix of this order: with the prefix
 * `above`, `price` becomes `abovePrice`.
 */
const leg = (prefix: string, parts: Record<string, string | number>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(parts).map(([name, value]) => [
      prefix ? prefix + name[0]?.toUpperCase() + name.slice(1) : name,
      value,
    ]),
  );
const id = (prefix: string) => (prefix ? `${prefix}ClientOrderId` : 'newClientOrderId');
const strategy = { strategyId: 7, strategyType: 1_000_000 };
const offset = { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 1 };
const limitLeg = (prefix: string, price: string) => ({
  ...leg(prefix, { type: 'LIMIT', timeInForce: 'GTC', price, icebergQty: '0.05', ...strategy }),
  [id(prefix)]: `${prefix}-limit`,
});
const makerLeg = (prefix: string, price: string) => ({
  ...leg(prefix, { type: 'LIMIT_MAKER', price, icebergQty: '0.05', ...strategy }),
  [id(prefix)]: `${prefix}-maker`,
});
const stopLeg = (prefix: string, type: string, stopPrice: string, price: string) => ({
  ...leg(prefix, { type, timeInForce: 'GTC', price, stopPrice, trailingDelta: 100, icebergQty: '0.05', ...strategy }),
  [id(prefix)]: `${prefix}-stop`,
});
const pegLeg = (prefix: string) => leg(prefix, { type: 'LIMIT_MAKER', pegPriceType: 'PRIMARY_PEG', ...offset });
const pegStop = (prefix: string, type: string, stopPrice: string) =>
  leg(prefix, { type, timeInForce: 'GTC', stopPrice, pegPriceType: 'PRIMARY_PEG', ...offset });

const common = { symbol: B, newOrderRespType: 'FULL', selfTradePreventionMode: 'EXPIRE_MAKER' };
const orders: readonly Params[] = [
  { ...common, side: 'BUY', quantity: '0.1', ...limitLeg('', '50000') },
  { ...common, side: 'BUY', type: 'MARKET', quoteOrderQty: '1000' },
  { ...common, side: 'SELL', quantity: '0.1', ...stopLeg('', 'STOP_LOSS_LIMIT', '40000', '39000') },
  { ...common, side: 'BUY', quantity: '0.1', ...pegLeg('') },
];
const sorOrders = orders.slice(0, 1);
const listHead = { ...common, listClientOrderId: 'the-list' };
const working = (prefix = 'working') => ({ workingSide: 'BUY', workingQuantity: '0.1', ...limitLeg(prefix, '50000') });
const pegged = { workingSide: 'BUY', workingQuantity: '0.1', ...pegLeg('working') };
const pair = (above: string, below: string) => ({
  ...makerLeg(above, '70000'),
  ...stopLeg(below, 'STOP_LOSS_LIMIT', '40000', '39000'),
});
const otherPair = (above: string, below: string) => ({
  ...stopLeg(above, 'TAKE_PROFIT_LIMIT', '70000', '71000'),
  ...pegStop(below, 'STOP_LOSS_LIMIT', '40000'),
});
const thirdPair = (above: string, below: string) => ({
  ...pegLeg(above),
  ...leg(below, { type: 'STOP_LOSS', stopPrice: '40000' }),
});
const pairs = (above: string, below: string) => [pair(above, below), otherPair(above, below), thirdPair(above, below)];
const pendings = [
  limitLeg('pending', '70000'),
  stopLeg('pending', 'STOP_LOSS_LIMIT', '40000', '39000'),
  pegStop('pending', 'TAKE_PROFIT_LIMIT', '70000'),
].map((each) => ({ ...each, pendingSide: 'SELL' }));

const window = { startTime: start, endTime: start + 3_600_000 };
const ticker: readonly Params[] = [{ symbol: B, symbolStatus: 'TRADING' }, { symbols: [B, 'BNBBTC'] }];
const typed = ticker.map((each) => ({ ...each, type: 'MINI' }));

/** Legal requests by WebSocket API method. Together they contain each documented parameter. */
export const legal: Readonly<Record<string, readonly Params[]>> = {
  ping: [{}],
  time: [{}],
  exchangeInfo: [
    { symbol: B, showPermissionSets: false },
    { symbols: [B] },
    { permissions: ['SPOT'], symbolStatus: 'TRADING' },
  ],
  executionRules: [{ symbol: B }, { symbols: [B] }, { symbolStatus: 'TRADING' }],
  depth: [{ symbol: B, limit: 5, symbolStatus: 'TRADING' }],
  'trades.recent': [{ symbol: B, limit: 5 }],
  'trades.historical': [{ symbol: B, fromId: 1, limit: 5 }],
  'blockTrades.historical': [{ symbol: B, fromId: 1, limit: 5 }],
  'trades.aggregate': [
    { symbol: B, ...window, limit: 5 },
    { symbol: B, fromId: 1 },
  ],
  klines: [{ symbol: B, interval: '1m', ...window, timeZone: '-1:00', limit: 5 }],
  uiKlines: [{ symbol: B, interval: '1m', ...window, timeZone: '05:45', limit: 5 }],
  avgPrice: [{ symbol: B }],
  'ticker.24hr': typed,
  'ticker.tradingDay': typed.map((each) => ({ ...each, timeZone: '8' })),
  ticker: typed.map((each) => ({ ...each, windowSize: '2h' })),
  'ticker.price': ticker,
  'ticker.book': ticker,
  referencePrice: [{ symbol: B }],
  'referencePrice.calculation': [{ symbol: B, symbolStatus: 'TRADING' }],
  'session.logon': [{}],
  'session.status': [{}],
  'session.logout': [{}],
  'order.place': orders,
  'order.test': orders.map((each) => ({ ...each, computeCommissionRates: true })),
  'order.cancel': [
    { symbol: B, orderId: MINE, origClientOrderId: 'mine', newClientOrderId: 'gone', cancelRestrictions: 'ONLY_NEW' },
  ],
  'order.cancelReplace': orders.map((each) => ({
    ...each,
    cancelReplaceMode: 'STOP_ON_FAILURE',
    cancelOrderId: MINE,
    cancelOrigClientOrderId: 'mine',
    cancelNewClientOrderId: 'gone',
    cancelRestrictions: 'ONLY_NEW',
    orderRateLimitExceededMode: 'CANCEL_ONLY',
  })),
  'order.amend.keepPriority': [
    { symbol: B, orderId: MINE, origClientOrderId: 'mine', newClientOrderId: 'less', newQty: '0.05' },
  ],
  'openOrders.cancelAll': [{ symbol: B }],
  'orderList.place': [
    {
      ...listHead,
      side: 'SELL',
      quantity: '0.1',
      price: '70000',
      limitClientOrderId: 'limit',
      limitIcebergQty: '0.05',
      limitStrategyId: 1,
      limitStrategyType: 1_000_000,
      stopPrice: '40000',
      trailingDelta: 100,
      stopClientOrderId: 'stop',
      stopLimitPrice: '39000',
      stopLimitTimeInForce: 'GTC',
      stopIcebergQty: '0.05',
      stopStrategyId: 2,
      stopStrategyType: 1_000_000,
    },
  ],
  'orderList.place.oco': pairs('above', 'below').map((each) => ({
    ...listHead,
    side: 'SELL',
    quantity: '0.1',
    ...each,
  })),
  'orderList.place.oto': [
    ...pendings.map((each) => ({ ...listHead, ...working(), ...each, pendingQuantity: '0.1' })),
    { ...listHead, ...pegged, ...pendings[0], pendingQuantity: '0.1' },
  ],
  'orderList.place.otoco': [
    ...pairs('pendingAbove', 'pendingBelow').map((each) => ({ ...listHead, ...working(), ...each })),
    { ...listHead, ...pegged, ...pair('pendingAbove', 'pendingBelow') },
  ].map((each) => ({ ...each, pendingSide: 'SELL', pendingQuantity: '0.1' })),
  'orderList.place.opo': [
    ...pendings.map((each) => ({ ...listHead, ...working(), ...each })),
    { ...listHead, ...pegged, ...pendings[0] },
  ],
  'orderList.place.opoco': [
    ...pairs('pendingAbove', 'pendingBelow').map((each) => ({ ...listHead, ...working(), ...each })),
    { ...listHead, ...pegged, ...pair('pendingAbove', 'pendingBelow') },
  ].map((each) => ({ ...each, pendingSide: 'SELL' })),
  'orderList.cancel': [{ symbol: B, orderListId: 0, listClientOrderId: 'list', newClientOrderId: 'gone' }],
  'sor.order.place': sorOrders,
  'sor.order.test': sorOrders.map((each) => ({ ...each, computeCommissionRates: true })),
  'account.status': [{ omitZeroBalances: true }],
  'order.status': [{ symbol: B, orderId: MINE, origClientOrderId: 'mine' }],
  'openOrders.status': [{ symbol: B }],
  allOrders: [
    { symbol: B, orderId: MINE, limit: 5 },
    { symbol: B, ...window },
  ],
  'orderList.status': [{ orderListId: 0 }, { origClientOrderId: 'list' }],
  'openOrderLists.status': [{}],
  allOrderLists: [{ fromId: 0, limit: 5 }, window],
  myTrades: [
    { symbol: B, ...window, limit: 5 },
    { symbol: B, orderId: MINE, fromId: 1 },
  ],
  'account.rateLimits.orders': [{}],
  myPreventedMatches: [
    { symbol: B, preventedMatchId: 1 },
    { symbol: B, orderId: MINE, fromPreventedMatchId: 1, limit: 5 },
  ],
  myAllocations: [
    { symbol: B, ...window, limit: 5 },
    { symbol: B, orderId: MINE, fromAllocationId: 1 },
  ],
  'account.commission': [{ symbol: B }],
  'order.amendments': [{ symbol: B, orderId: MINE, fromExecutionId: 1, limit: 5 }],
  myFilters: [{ symbol: B }],
  'userDataStream.subscribe': [{}],
  'userDataStream.unsubscribe': [{ subscriptionId: 0 }],
  'session.subscriptions': [{}],
  'userDataStream.subscribe.signature': [{}],
};
