import type { AnyOperation } from '@pkg/core';
import * as operations from '@pkg/core/operations';
import { createExchange, type Exchange } from '@pkg/simulator';
import { describe, expect, it } from 'vitest';
import {
  hmacKey,
  keyPair,
  type Params,
  rest,
  type TestKey,
  WsClient,
} from '../../packages/simulator/test/raw-client.js';
import { CONDITIONAL, differences, withoutFilters } from '../../packages/simulator/test/shape.js';
import { operationAnswering } from '../contract/routes.js';
import { answers, operations as documented } from '../documented/index.js';
import { schemaForProperty } from '../support/schema.js';

type Name = keyof typeof operations;
const records: Readonly<Record<Name, AnyOperation>> = { ...operations };
type Seen = { readonly name: Name; readonly answer: unknown };

/** The REST API or the WebSocket API of the exchange, with a function that calls one of its operations. */
type Api = { readonly kind: 'REST' | 'WS'; call(name: Name, params?: Params, key?: TestKey): Promise<unknown> };

function setUp(): { exchange: Exchange; key: TestKey; other: TestKey; edKey: TestKey } {
  const ed = keyPair('ed25519');
  const exchange = createExchange({
    symbols: ['BTCUSDT', 'BTCUSDC', 'BNBBTC'],
    sors: [{ baseAsset: 'BTC', symbols: ['BTCUSDT', 'BTCUSDC'] }],
    // Binance's documentation shows the answer to an order with smart order routing (SOR) as a list of one order. The
    // tests expect the order itself, without a list.
    settings: { sorAnswer: 'order' },
    exchangeFilters: [{ filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: 1000 }],
  });
  const balances = { BTC: '100', USDT: '10000000', USDC: '10000000', BNB: '1000' };
  const account = exchange.createAccount({
    balances,
    keys: [{ apiKey: 'edkey', publicKey: ed.publicKey }],
    account: { tradeGroupId: 7 },
  });
  const other = exchange.createAccount({ balances, account: { tradeGroupId: 7 } });
  exchange.engine.setAssetFilters(account.uid, [{ filterType: 'MAX_ASSET', asset: 'BTC', limit: '500.00000000' }]);
  exchange.engine.changeSymbol('BTCUSDT', {
    referencePriceCalculation: { calculationType: 'EXTERNAL', externalCalculationId: 2 },
    executionRules: [
      {
        ruleType: 'PRICE_RANGE',
        bidLimitMultUp: '5',
        bidLimitMultDown: '0.2',
        askLimitMultUp: '5',
        askLimitMultDown: '0.2',
      },
    ],
  });
  exchange.engine.setReferencePrice('BTCUSDT', 60_000_00000000n);
  exchange.setBook('BTCUSDT', { bids: [['60000', '5']], asks: [['60010', '5']] });
  exchange.setBook('BTCUSDC', { bids: [['59990', '5']], asks: [['60005', '5']] });
  exchange.setBook('BNBBTC', { bids: [['0.009', '50']], asks: [['0.0091', '50']] });
  for (const symbol of ['BTCUSDT', 'BNBBTC']) {
    const price = symbol === 'BTCUSDT' ? '60005' : '0.00905';
    exchange.trade(symbol, { price, quantity: '1' });
  }
  exchange.blockTrade('BTCUSDT', { price: '60001', quantity: '100' });
  return { exchange, key: hmacKey(account), other: hmacKey(other), edKey: ed.key('edkey') };
}

/**
 * Calls every operation that both APIs have, with all sets of parameters for which the documentation shows an answer.
 */
async function walk(api: Api, { exchange, key, other }: ReturnType<typeof setUp>): Promise<void> {
  const B = 'BTCUSDT';
  const limit = { symbol: B, type: 'LIMIT', timeInForce: 'GTC' } as const;
  await api.call('ping');
  await api.call('getServerTime');
  await api.call('getExchangeInfo');
  await api.call('getExchangeInfo', { symbol: B });
  await api.call('getExecutionRules', { symbol: B });
  for (const name of ['getOrderBook', 'getRecentTrades', 'getHistoricalTrades', 'getAggregateTrades'] as const) {
    await api.call(name, { symbol: B, limit: 10 });
  }
  await api.call('getHistoricalBlockTrades', { symbol: B, fromId: 1 });
  await api.call('getKlines', { symbol: B, interval: '1m' });
  await api.call('getUiKlines', { symbol: B, interval: '1d', timeZone: '8' });
  await api.call('getAveragePrice', { symbol: B });
  await api.call('getReferencePrice', { symbol: B });
  exchange.engine.setReferencePrice(B, null);
  await api.call('getReferencePrice', { symbol: B });
  await api.call('getReferencePriceCalculation', { symbol: B });
  exchange.engine.changeSymbol(B, {
    referencePriceCalculation: { calculationType: 'ARITHMETIC_MEAN', bucketCount: 10, bucketWidthMs: 1000 },
  });
  await api.call('getReferencePriceCalculation', { symbol: B });
  exchange.engine.changeSymbol(B, { executionRules: [] });
  const many = { symbols: [B, 'BNBBTC'] };
  for (const type of ['FULL', 'MINI']) {
    await api.call('getTicker', { symbol: B, type });
    await api.call('getTickers', { ...many, type });
    await api.call('getTradingDayTicker', { symbol: B, type });
    await api.call('getTradingDayTickers', { ...many, type });
    await api.call('getRollingTicker', { symbol: B, type, windowSize: '7d' });
    await api.call('getRollingTickers', { ...many, type });
  }
  await api.call('getSymbolTicker', { symbol: B });
  await api.call('getAllTickers', many);
  await api.call('getOrderbookTicker', { symbol: B });
  await api.call('getOrderbookTickers', many);

  const low = { ...limit, side: 'BUY', price: '50000', quantity: '0.1' };
  for (const newOrderRespType of ['ACK', 'RESULT', 'FULL']) {
    await api.call('createOrder', { ...low, newOrderRespType, newClientOrderId: `low-${newOrderRespType}` }, key);
  }
  const MARKET = { symbol: B, side: 'BUY', type: 'MARKET', quoteOrderQty: '1000' };
  await api.call('createOrder', MARKET, key);
  await api.call(
    'createOrder',
    { ...low, price: '50001', icebergQty: '0.05', strategyId: 3, strategyType: 1000000, newOrderRespType: 'RESULT' },
    key,
  );
  const stop = { symbol: B, side: 'SELL', type: 'STOP_LOSS', quantity: '0.1', newOrderRespType: 'FULL' };
  await api.call('createOrder', { ...stop, trailingDelta: 100 }, key);
  await api.call('createOrder', { ...low, price: '40000', timeInForce: 'IOC' }, key);
  const peg = { symbol: B, side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.1', pegPriceType: 'PRIMARY_PEG' };
  await api.call('createOrder', { ...peg, newOrderRespType: 'RESULT' }, key);
  await api.call('createTestOrder', low, key);
  await api.call('createTestOrder', { ...low, computeCommissionRates: true }, key);
  await api.call('getOrder', { symbol: B, origClientOrderId: 'low-ACK' }, key);
  await api.call('getOpenOrders', { symbol: B }, key);
  await api.call('getAllOrders', { symbol: B }, key);
  await api.call('getMyTrades', { symbol: B }, key);
  await api.call('getUnfilledOrderCount', {}, key);
  await api.call('getAccount', { omitZeroBalances: true }, key);
  await api.call('getCommissionRates', { symbol: B }, key);
  await api.call('getMyFilters', { symbol: B }, key);

  const order = (await api.call('amendOrder', { symbol: B, origClientOrderId: 'low-FULL', newQty: '0.05' }, key)) as {
    amendedOrder: { orderId: number };
  };
  await api.call('getOrderAmendments', { symbol: B, orderId: order.amendedOrder.orderId }, key);
  await api.call('cancelOrder', { symbol: B, origClientOrderId: 'low-ACK' }, key);
  const replace = { ...low, cancelOrigClientOrderId: 'low-RESULT', newClientOrderId: 'replaced' };
  await api.call('cancelReplaceOrder', { ...replace, cancelReplaceMode: 'STOP_ON_FAILURE' }, key);

  const oco = { symbol: B, side: 'SELL', quantity: '0.1', aboveType: 'LIMIT_MAKER', abovePrice: '70000' };
  const below = { belowType: 'STOP_LOSS_LIMIT', belowStopPrice: '40000', belowPrice: '39000', belowTimeInForce: 'GTC' };
  await api.call('createOcoOrder', { ...oco, ...below, listClientOrderId: 'oco' }, key);
  await api.call('getOrderList', { origClientOrderId: 'oco' }, key);
  await api.call('getOpenOrderLists', {}, key);
  await api.call('cancelOrderList', { symbol: B, listClientOrderId: 'oco' }, key);
  await api.call('getAllOrderLists', {}, key);
  const legacy = { symbol: B, side: 'SELL', quantity: '0.1', price: '70000', stopPrice: '40000' };
  await api.call('createLegacyOcoOrder', { ...legacy, limitClientOrderId: 'leg', newOrderRespType: 'RESULT' }, key);
  await api.call('cancelOrder', { symbol: B, origClientOrderId: 'leg' }, key);
  const working = { workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '50000', workingQuantity: '0.1' };
  const entry = { symbol: B, ...working, workingTimeInForce: 'GTC' };
  const pending = { pendingType: 'MARKET', pendingSide: 'SELL' };
  await api.call(
    'createOtoOrder',
    { ...entry, ...pending, pendingQuantity: '0.1', pendingClientOrderId: 'oto-pending' },
    key,
  );
  await api.call('amendOrder', { symbol: B, origClientOrderId: 'oto-pending', newQty: '0.05' }, key);
  const pair = {
    pendingSide: 'SELL',
    pendingAboveType: 'LIMIT_MAKER',
    pendingAbovePrice: '70000',
    pendingBelowType: 'STOP_LOSS_LIMIT',
    pendingBelowPrice: '39000',
    pendingBelowStopPrice: '40000',
    pendingBelowTimeInForce: 'GTC',
  };
  await api.call('createOtocoOrder', { ...entry, ...pair, pendingQuantity: '0.1' }, key);
  await api.call('createOpoOrder', { ...entry, ...pending }, key);
  await api.call('createOpocoOrder', { ...entry, ...pair }, key);
  await api.call('cancelOpenOrders', { symbol: B }, key);

  const sor = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '60006' };
  await api.call('createSorOrder', sor, key);
  await api.call('createTestSorOrder', sor, key);
  await api.call('createTestSorOrder', { ...sor, computeCommissionRates: true }, key);
  await api.call('getAllocations', { symbol: B }, key);

  await api.call('createOrder', { ...limit, side: 'SELL', price: '60003', quantity: '0.1' }, other);
  const taker = { ...limit, side: 'BUY', price: '60003', quantity: '0.1', selfTradePreventionMode: 'EXPIRE_MAKER' };
  const prevented = (await api.call('createOrder', taker, key)) as { orderId: number };
  await api.call('getPreventedMatches', { symbol: B, orderId: prevented.orderId }, key);
}

/** Returns the differences between an answer and the documented one, and between the answer and its declared type. */
function faultsOf({ name, answer }: Seen): string[] {
  const { payload, faults } = withoutFilters(answer);
  const examples = (answers[records[name].ws] ?? []).map((example) => withoutFilters(example).payload);
  const documentedFaults = [...faults, ...differences(payload, examples, CONDITIONAL)];
  const asked = operationAnswering(records[name].ws, answer);
  const declaredFaults = schemaForProperty('answers', 'Answers', asked).faults(answer);
  return [...documentedFaults, ...declaredFaults].map((fault) => `${name}: ${fault}`);
}

/** A timeout in ms. It is long because the declared types are compiled to schemas, which is slow on a busy machine. */
const COMPILING = 180_000;

describe('every reply', () => {
  it(
    'has exactly the documented fields over REST',
    async () => {
      const setup = setUp();
      const seen: Seen[] = [];
      await walk(
        {
          kind: 'REST',
          async call(name, params, key) {
            const operation: AnyOperation = records[name];
            const { status, body } = await rest(setup.exchange, operation.rest!, params, { key });
            expect({ name, status, body: status === 200 ? undefined : body }).toEqual({ name, status: 200 });
            seen.push({ name, answer: body });
            await setup.exchange.advance(20);
            return body;
          },
        },
        setup,
      );
      const named = new Set(seen.map(({ name }) => name));
      const routes = (Object.entries(records) as [Name, AnyOperation][]).filter(([, operation]) => operation.rest);
      expect(routes.map(([name]) => name).filter((name) => !named.has(name))).toEqual([]);
      const documentedRoutes = Object.values(documented).flatMap((operation) => operation.rest ?? []);
      expect(new Set(routes.map(([, operation]) => operation.rest))).toEqual(new Set(documentedRoutes));
      expect([...new Set(seen.flatMap(faultsOf))]).toEqual([]);
    },
    COMPILING,
  );

  it(
    'has exactly the documented fields over the WebSocket API',
    async () => {
      const setup = setUp();
      const { exchange, edKey } = setup;
      const client = new WsClient(exchange);
      const seen: Seen[] = [];
      const api: Api = {
        kind: 'WS',
        async call(name, params, key) {
          const answer = await client.request(records[name].ws, params, key);
          expect({ name, status: answer.status, error: answer.error }).toEqual({ name, status: 200 });
          expect(Object.keys(answer).sort()).toEqual(['id', 'rateLimits', 'result', 'status']);
          seen.push({ name, answer: answer.result });
          await exchange.advance(20);
          return answer.result;
        },
      };
      await walk(api, setup);
      await api.call('getSessionStatus');
      await api.call('logOn', {}, edKey);
      await api.call('subscribeUserData');
      await api.call('getSessionSubscriptions');
      await api.call('logOut');
      await api.call('subscribeUserDataBySignature', {}, setup.other);
      await api.call('unsubscribeUserData', { subscriptionId: 1 });

      const named = new Set(seen.map(({ name }) => name));
      const methods = Object.entries(records) as [Name, AnyOperation][];
      expect(methods.map(([name]) => name).filter((name) => !named.has(name))).toEqual([]);
      expect(new Set(methods.map(([, operation]) => operation.ws))).toEqual(new Set(Object.keys(documented)));
      expect([...new Set(seen.flatMap(faultsOf))]).toEqual([]);
    },
    COMPILING,
  );
});
