import { describe, expect, it } from 'vitest';
import { filterFailures } from '../../../../tests/documented/index.js';
import { hmacKey, type Json, type Params, rest, type TestKey } from '../../test/raw-client.js';
import { createExchange, type Exchange, type SymbolInfo } from '../index.js';

const B = 'BTCUSDT';
const LIMIT = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50000', quantity: '1' };
const STOP = { symbol: B, side: 'SELL', type: 'STOP_LOSS', quantity: '0.1', stopPrice: '50000' };
const OCO = {
  symbol: B,
  side: 'SELL',
  quantity: '0.1',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '70000',
  belowType: 'STOP_LOSS',
  belowStopPrice: '40000',
};

type Filter = SymbolInfo['filters'][number];
type Send = (params?: Params, route?: string) => Promise<Json>;

/**
 * Creates an exchange with a symbol whose last price is 60000, and calls `set`, which adds a filter. Returns a function
 * that sends orders to the exchange.
 */
function senderOf(set: (exchange: Exchange, uid: number) => void): Send {
  const exchange = createExchange({ symbols: [{ symbol: B, baseAsset: 'BTC', quoteAsset: 'USDT', filters: [] }] });
  exchange.setBook(B, { bids: [['59990', '5']], asks: [['60010', '5']] });
  exchange.trade(B, { price: '60000', quantity: '1' });
  const account = exchange.createAccount({ balances: { BTC: '10', USDT: '10000000' } });
  set(exchange, account.uid);
  const key: TestKey = hmacKey(account);
  return async (params = LIMIT, route = 'POST /api/v3/order') => (await rest(exchange, route, params, { key })).body;
}

const filter = (row: Filter) => (exchange: Exchange) => exchange.engine.changeSymbol(B, { filters: [row] });
const twice = async (send: Send, params: Params, route?: string): Promise<Json> => {
  expect(await send(params, route)).not.toHaveProperty('code');
  return send(params, route);
};

/**
 * For each filter, by its name in the refusal: a function that sets the filter, and a function that sends an order
 * which violates the filter.
 */
const cases: Record<string, [set: (exchange: Exchange, uid: number) => void, provoke: (send: Send) => Promise<Json>]> =
  {
    PRICE_FILTER: [
      filter({ filterType: 'PRICE_FILTER', minPrice: '1', maxPrice: '100000', tickSize: '0.01' }),
      (send) => send({ ...LIMIT, price: '50000.005' }),
    ],
    PERCENT_PRICE: [
      filter({ filterType: 'PERCENT_PRICE', multiplierUp: '1.3', multiplierDown: '0.9', avgPriceMins: 5 }),
      (send) => send(),
    ],
    PERCENT_PRICE_BY_SIDE: [
      filter({
        filterType: 'PERCENT_PRICE_BY_SIDE',
        bidMultiplierUp: '1.2',
        bidMultiplierDown: '0.9',
        askMultiplierUp: '5',
        askMultiplierDown: '0.8',
        avgPriceMins: 5,
      }),
      (send) => send(),
    ],
    LOT_SIZE: [filter({ filterType: 'LOT_SIZE', minQty: '2', maxQty: '100', stepSize: '1' }), (send) => send()],
    MARKET_LOT_SIZE: [
      filter({ filterType: 'MARKET_LOT_SIZE', minQty: '0', maxQty: '0.5', stepSize: '0' }),
      (send) => send({ symbol: B, side: 'BUY', type: 'MARKET', quantity: '1' }),
    ],
    MIN_NOTIONAL: [
      filter({ filterType: 'MIN_NOTIONAL', minNotional: '60000', applyToMarket: true, avgPriceMins: 5 }),
      (send) => send(),
    ],
    NOTIONAL: [
      filter({
        filterType: 'NOTIONAL',
        minNotional: '10',
        applyMinToMarket: true,
        maxNotional: '40000',
        applyMaxToMarket: true,
        avgPriceMins: 5,
      }),
      (send) => send(),
    ],
    ICEBERG_PARTS: [filter({ filterType: 'ICEBERG_PARTS', limit: 5 }), (send) => send({ ...LIMIT, icebergQty: '0.1' })],
    MAX_POSITION: [filter({ filterType: 'MAX_POSITION', maxPosition: '10.5' }), (send) => send()],
    MAX_NUM_ORDERS: [filter({ filterType: 'MAX_NUM_ORDERS', maxNumOrders: 1 }), (send) => twice(send, LIMIT)],
    MAX_NUM_ALGO_ORDERS: [
      filter({ filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 1 }),
      (send) => twice(send, STOP),
    ],
    MAX_NUM_ICEBERG_ORDERS: [
      filter({ filterType: 'MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 1 }),
      (send) => twice(send, { ...LIMIT, icebergQty: '0.5' }),
    ],
    MAX_NUM_ORDER_AMENDS: [
      filter({ filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 1 }),
      async (send) => {
        const { orderId } = await send();
        const amend = (newQty: string): Promise<Json> =>
          send({ symbol: B, orderId, newQty }, 'PUT /api/v3/order/amend/keepPriority');
        await amend('0.9');
        return amend('0.8');
      },
    ],
    MAX_NUM_ORDER_LISTS: [
      filter({ filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 1 }),
      (send) => twice(send, OCO, 'POST /api/v3/orderList/oco'),
    ],
    TRAILING_DELTA: [
      filter({
        filterType: 'TRAILING_DELTA',
        minTrailingAboveDelta: 10,
        maxTrailingAboveDelta: 2000,
        minTrailingBelowDelta: 10,
        maxTrailingBelowDelta: 2000,
      }),
      (send) => send({ symbol: B, side: 'SELL', type: 'STOP_LOSS', quantity: '0.1', trailingDelta: 2001 }),
    ],
    EXCHANGE_MAX_NUM_ORDERS: [
      ({ engine }) => engine.setExchangeFilters([{ filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: 1 }]),
      (send) => twice(send, LIMIT),
    ],
    EXCHANGE_MAX_NUM_ALGO_ORDERS: [
      ({ engine }) => engine.setExchangeFilters([{ filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 1 }]),
      (send) => twice(send, STOP),
    ],
    EXCHANGE_MAX_NUM_ICEBERG_ORDERS: [
      ({ engine }) =>
        engine.setExchangeFilters([{ filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 1 }]),
      (send) => twice(send, { ...LIMIT, icebergQty: '0.5' }),
    ],
    EXCHANGE_MAX_NUM_ORDER_LISTS: [
      ({ engine }) => engine.setExchangeFilters([{ filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS', maxNumOrderLists: 1 }]),
      (send) => twice(send, OCO, 'POST /api/v3/orderList/oco'),
    ],
    MAX_ASSET: [
      ({ engine }, uid) => engine.setAssetFilters(uid, [{ filterType: 'MAX_ASSET', asset: 'BTC', limit: '0.5' }]),
      (send) => send(),
    ],
  };

describe('an order that breaks a filter is refused by its name', () => {
  for (const [name, [set, provoke]] of Object.entries(cases)) {
    it(name, async () => {
      const send = senderOf(set);
      // filters.md documents the code -2038 for too many amendments. All other filter failures have the code -1013.
      const code = name === 'MAX_NUM_ORDER_AMENDS' ? -2038 : -1013;
      expect(await provoke(send)).toEqual({ code, msg: `Filter failure: ${name}` });
    });
  }

  it('cover every documented filter', () => {
    expect(filterFailures.filter((name) => !(name in cases))).toEqual([]);
  });
});
