import { describe, expect, it } from 'vitest';
import { hmacKey, type Params, rest } from '../../../test/raw-client.js';
import { createExchange } from '../../index.js';

const LIMIT = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50000', quantity: '0.1' };

function setUp() {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  const key = hmacKey(exchange.createAccount({ balances: { BTC: '10', USDT: '1000000' } }));
  exchange.setBook('BTCUSDT', { bids: [['60000', '5']], asks: [['60010', '5']] });
  exchange.trade('BTCUSDT', { price: '60005', quantity: '1' });
  const call = (route: string, params: Params) => rest(exchange, route, params, { key });
  return { exchange, call, key };
}

describe('amounts of zero', () => {
  const QUANTITY = { code: -1013, msg: 'Invalid quantity.' };
  const PRICE = { code: -1013, msg: 'Invalid price.' };

  it.each([
    [{ quantity: '0.0' }, QUANTITY],
    [{ quantity: '0' }, QUANTITY],
    [{ price: '0.00' }, PRICE],
    [{ type: 'MARKET', price: undefined, timeInForce: undefined, quantity: '0' }, QUANTITY],
    [{ type: 'MARKET', price: undefined, timeInForce: undefined, quantity: undefined, quoteOrderQty: '0' }, QUANTITY],
    [{ type: 'STOP_LOSS', price: undefined, timeInForce: undefined, stopPrice: '0' }, PRICE],
  ])('%j', async (change, expected) => {
    const params = Object.fromEntries(
      Object.entries({ ...LIMIT, ...change }).filter(([, value]) => value !== undefined),
    );
    const { call } = setUp();
    for (const route of ['POST /api/v3/order', 'POST /api/v3/order/test']) {
      expect(await call(route, params)).toMatchObject({ status: 400, body: expected });
    }
  });

  it('of lists and amendments', async () => {
    const { call } = setUp();
    const oco = {
      symbol: 'BTCUSDT',
      side: 'SELL',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '70000',
      belowType: 'STOP_LOSS',
    };
    const route = 'POST /api/v3/orderList/oco';
    expect((await call(route, { ...oco, quantity: '0', belowStopPrice: '50000' })).body).toEqual(QUANTITY);
    expect((await call(route, { ...oco, quantity: '1', belowStopPrice: '0' })).body).toEqual(PRICE);
    const { orderId } = (await call('POST /api/v3/order', LIMIT)).body;
    const amend = { symbol: 'BTCUSDT', orderId, newQty: '0' };
    expect((await call('PUT /api/v3/order/amend/keepPriority', amend)).body).toEqual(QUANTITY);
  });

  it('make no iceberg order', async () => {
    const { call } = setUp();
    const { body } = await call('POST /api/v3/order', { ...LIMIT, icebergQty: '0' });
    expect(body).toMatchObject({ status: 'NEW' });
    expect(body).not.toHaveProperty('icebergQty');
  });
});

describe('recvWindow', () => {
  it('above 60000 is refused as a value that is too large', async () => {
    expect(await setUp().call('GET /api/v3/account', { recvWindow: 60_001 })).toMatchObject({
      status: 400,
      body: { code: -1102, msg: "'recvWindow' contains unexpected value. Cannot be greater than 60000." },
    });
  });
});

describe('the weight of myPreventedMatches', () => {
  it.each([
    [{ symbol: 'BTCUSDT', preventedMatchId: 1 }, 2],
    [{ symbol: 'BTCUSDT', orderId: 1 }, 20],
    [{ symbol: 'NOSUCH', orderId: 1 }, 2],
    [{ symbol: 'NOSUCH', preventedMatchId: 1 }, 2],
  ])('of %j is %i', async (params, weight) => {
    const { call } = setUp();
    const { headers } = await call('GET /api/v3/myPreventedMatches', params);
    expect(headers['x-mbx-used-weight-1m']).toBe(String(weight));
  });
});

describe('computeCommissionRates', () => {
  it('gives every rate and the discount with eight decimals', async () => {
    const exchange = createExchange({ symbols: ['BTCUSDT'] });
    const account = exchange.createAccount({ balances: { USDT: '1000000' } });
    const none = { maker: '0', taker: '0', buyer: '0', seller: '0' };
    exchange.engine.setCommissionRates(account.uid, 'BTCUSDT', {
      standard: { ...none, maker: '0.00000112', taker: '0.0000045' },
      special: none,
      tax: none,
      discount: { enabledForAccount: true, enabledForSymbol: true, discountAsset: 'BNB', discount: '0.25' },
    });
    const params = { ...LIMIT, computeCommissionRates: true };
    const { body } = await rest(exchange, 'POST /api/v3/order/test', params, { key: hmacKey(account) });
    expect(body).toMatchObject({
      standardCommissionForOrder: { maker: '0.00000112', taker: '0.00000450' },
      discount: { enabledForAccount: true, enabledForSymbol: true, discountAsset: 'BNB', discount: '0.25000000' },
    });
  });
});
