import { describe, expect, it } from 'vitest';
import { hmacKey, type Json, type Params, raw, rest, type TestKey, WsClient } from '../../../test/raw-client.js';
import { CONDITIONAL } from '../../../test/shape.js';
import { createExchange, type Exchange } from '../../index.js';

const B = 'BTCUSDT';
const LIMIT = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50000', quantity: '0.1' };
const COMBINATION = { code: -1128, msg: expect.stringContaining('Combination of optional parameters invalid.') };

function setUp(): { exchange: Exchange; key: TestKey } {
  const exchange = createExchange({
    symbols: [B, 'BNBBTC', { symbol: 'COARSE', baseAsset: 'COA', quoteAsset: 'USDT', baseAssetPrecision: 2 }],
  });
  exchange.setBook(B, { bids: [['60000', '5']], asks: [['60010', '5']] });
  exchange.trade(B, { price: '60005', quantity: '1' });
  const account = exchange.createAccount({ balances: { USDT: '1000000', BTC: '10' } });
  return { exchange, key: hmacKey(account) };
}

describe('parameters', () => {
  const { exchange, key } = setUp();
  const get = async (path: string, params: Params = {}): Promise<Json> =>
    (await rest(exchange, `GET /api/v3/${path}`, params)).body;
  const signed = async (route: string, params: Params): Promise<Json> =>
    (await rest(exchange, route.replace(' ', ' /api/v3/'), params, { key })).body;

  it('sent twice are refused, in the query and in the body', async () => {
    const duplicate = { code: -1101, msg: 'Duplicate values for a parameter detected.' };
    expect((await raw(exchange, 'GET /api/v3/depth', `symbol=${B}&symbol=${B}`, '')).body).toEqual(duplicate);
    expect((await raw(exchange, 'POST /api/v3/order', '', 'a=1&a=2')).body).toEqual(duplicate);
  });

  it('that the operation does not have are refused with both counts', async () => {
    expect(await get('depth', { symbol: B, x: 1, y: 2 })).toEqual({
      code: -1104,
      msg: "Not all sent parameters were read; read '1' parameter(s) but was sent '3'.",
    });
    expect(await get('time', { x: 1 })).toEqual({
      code: -1101,
      msg: "Too many parameters; expected '0' and received '1'.",
    });
  });

  it('have their documented format', async () => {
    expect(await get('depth', { symbol: 'btcusdt' })).toMatchObject({ code: -1100 });
    expect(await signed('POST order', { ...LIMIT, newClientOrderId: 'a b' })).toEqual({
      code: -1100,
      msg: "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
    });
    expect(await signed('POST order', { ...LIMIT, price: '1,5' })).toEqual({
      code: -1100,
      msg: "Illegal characters found in parameter 'price'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.",
    });
    expect(await signed('GET order', { symbol: B, orderId: '9223372036854775808' })).toEqual({
      code: -1108,
      msg: "Parameter 'orderId' overflowed.",
    });
    for (const timeZone of ['15', '-12:30', '5:60', 'UTC']) {
      expect(await get('klines', { symbol: B, interval: '1d', timeZone })).toMatchObject({ code: -1130 });
    }
    for (const windowSize of ['60m', '24h', '8d', '0m', '1d2h']) {
      expect(await get('ticker', { symbol: B, windowSize })).toMatchObject({ code: -1130 });
    }
  });

  // CHANGELOG.md, 2022-06-20.
  it('have at most as many values as the tickers permit', async () => {
    const symbols = Array.from({ length: 101 }, (_, index) => `S${index}USDT`);
    for (const route of ['ticker', 'ticker/tradingDay']) {
      expect(await get(route, { symbols })).toEqual({
        code: -1101,
        msg: "Too many values sent for parameter 'symbols', maximum allowed up to 100.",
      });
    }
  });

  it('above the maximum of rows mean the maximum', async () => {
    expect(await get('depth', { symbol: B, limit: 9999 })).toMatchObject({ lastUpdateId: expect.any(Number) });
    expect(await get('klines', { symbol: B, interval: '1m', limit: 5000 })).toHaveLength(1);
  });

  it('exclude each other as documented', async () => {
    const both = { symbol: B, symbols: ['BNBBTC'] };
    for (const path of ['exchangeInfo', 'executionRules', 'ticker/24hr', 'ticker/price', 'ticker/bookTicker']) {
      expect(await get(path, both), path).toMatchObject(COMBINATION);
    }
    for (const path of ['ticker', 'ticker/tradingDay']) {
      expect(await get(path, both), path).toMatchObject(COMBINATION);
      expect(await get(path), path).toMatchObject({
        code: -1102,
        msg: expect.stringContaining("'symbol' or 'symbols'"),
      });
    }
    expect(await get('exchangeInfo', { symbol: B, permissions: 'SPOT' })).toMatchObject(COMBINATION);
    expect(await get('exchangeInfo', { symbol: B, symbolStatus: 'TRADING' })).toMatchObject(COMBINATION);
    expect(await signed('GET allOrderList', { fromId: 1, startTime: exchange.clock.now() })).toMatchObject(COMBINATION);
    expect(await signed('GET myTrades', { symbol: B, fromId: 1, endTime: exchange.clock.now() })).toMatchObject(
      COMBINATION,
    );
    expect(await signed('GET myPreventedMatches', { symbol: B })).toMatchObject(COMBINATION);
    expect(await signed('GET myAllocations', { symbol: B, orderId: 1, startTime: exchange.clock.now() })).toMatchObject(
      COMBINATION,
    );
  });

  it('identify an order by one of two ids', async () => {
    for (const route of ['GET order', 'DELETE order']) {
      expect(await signed(route, { symbol: B })).toEqual({
        code: -1102,
        msg: "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
      });
    }
  });

  it('have at most the precision of the assets', async () => {
    const order = { ...LIMIT, symbol: 'COARSE', price: '10', quantity: '1.005' };
    expect(await signed('POST order/test', order)).toEqual({
      code: -1111,
      msg: "Parameter 'quantity' has too much precision.",
    });
    expect(await signed('POST order/test', { ...order, quantity: '1.01', price: '10.005' })).toEqual({});
  });

  it('are the same on the WebSocket API, except for the refusal of unknown ones', async () => {
    const client = new WsClient(exchange);
    expect((await client.request('depth', { symbol: B, x: 1 })).error).toEqual({
      code: -1103,
      msg: 'An unknown parameter was sent.',
    });
    expect((await client.request('depth', { symbol: null })).error).toMatchObject({ code: -1105 });
    expect((await client.request('depth', { symbol: B, limit: 5 })).status).toBe(200);
    expect((await client.request('depth', { symbol: B, limit: '5' })).status).toBe(200);
  });
});

describe('routes', () => {
  it('that do not exist are 404; known ones with another HTTP method are not supported', async () => {
    const { exchange } = setUp();
    expect(await rest(exchange, 'GET /api/v9/depth')).toMatchObject({ status: 404, body: { code: -1099 } });
    expect(await rest(exchange, 'PUT /api/v3/depth')).toMatchObject({ status: 400, body: { code: -1020 } });
  });

  it('of the wallet API answer that the system is up', async () => {
    const { exchange } = setUp();
    expect((await rest(exchange, 'GET /sapi/v1/system/status')).body).toEqual({ status: 0, msg: 'normal' });
  });

  it('return times in microseconds when the header asks for them', async () => {
    const { exchange } = setUp();
    for (const unit of ['MICROSECOND', 'microsecond']) {
      const { body } = await rest(exchange, 'GET /api/v3/time', {}, { headers: { 'x-mbx-time-unit': unit } });
      expect(body).toEqual({ serverTime: exchange.clock.now() * 1000 });
    }
    const trades = await rest(
      exchange,
      'GET /api/v3/trades',
      { symbol: B },
      { headers: { 'x-mbx-time-unit': 'MICROSECOND' } },
    );
    expect((trades.body as unknown as Json[])[0]?.time).toBe(exchange.clock.now() * 1000);
  });
});

describe('exchangeInfo', () => {
  it('is filtered by permission and status, and can omit permission sets', async () => {
    const exchange = createExchange({
      symbols: [B, { symbol: 'MARGINED', baseAsset: 'MAR', quoteAsset: 'GINED', permissionSets: [['TRD_GRP_004']] }],
    });
    const names = async (params: Params): Promise<unknown[]> => {
      const { body } = await rest(exchange, 'GET /api/v3/exchangeInfo', params);
      return (body.symbols as Json[]).map(({ symbol }) => symbol);
    };
    expect(await names({})).toEqual([B]);
    expect(await names({ permissions: 'TRD_GRP_004' })).toEqual(['MARGINED']);
    expect(await names({ permissions: ['SPOT', 'TRD_GRP_004'] })).toEqual([B, 'MARGINED']);
    exchange.engine.setSymbolStatus(B, 'HALT');
    expect(await names({ symbolStatus: 'TRADING' })).toEqual([]);
    expect(await names({ symbolStatus: 'HALT' })).toEqual([B]);
    const { body } = await rest(exchange, 'GET /api/v3/exchangeInfo', { symbol: B, showPermissionSets: false });
    expect((body.symbols as Json[])[0]).toMatchObject({ status: 'HALT', permissionSets: [] });
  });
});

describe('order replies', () => {
  it('have the conditional fields of their order type, and no others', async () => {
    const { exchange, key } = setUp();
    const fields = async (params: Params): Promise<string[]> => {
      const { status, body } = await rest(
        exchange,
        'POST /api/v3/order',
        { ...params, newOrderRespType: 'RESULT' },
        { key },
      );
      expect(status).toBe(200);
      return Object.keys(body)
        .filter((name) => CONDITIONAL.has(name))
        .sort();
    };
    expect(await fields(LIMIT)).toEqual([]);
    expect(await fields({ ...LIMIT, icebergQty: '0.05' })).toEqual(['icebergQty']);
    expect(await fields({ ...LIMIT, strategyId: 1, strategyType: 1000000 })).toEqual(['strategyId', 'strategyType']);
    expect(await fields({ ...LIMIT, price: '40000', timeInForce: 'FOK' })).toEqual(['expiryReason']);
    const stop = { symbol: B, side: 'SELL', type: 'STOP_LOSS', quantity: '0.1' };
    expect(await fields({ ...stop, stopPrice: '50000' })).toEqual(['stopPrice']);
    expect(await fields({ ...stop, trailingDelta: 100 })).toEqual(['stopPrice', 'trailingDelta', 'trailingTime']);
    const peg = { symbol: B, side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.1', pegPriceType: 'PRIMARY_PEG' };
    expect(await fields(peg)).toEqual(['pegPriceType', 'peggedPrice']);
  });

  it('default to FULL for LIMIT and MARKET orders and to ACK for the others', async () => {
    const { exchange, key } = setUp();
    const place = async (params: Params): Promise<Json> =>
      (await rest(exchange, 'POST /api/v3/order', params, { key })).body;
    expect(await place(LIMIT)).toHaveProperty('fills');
    expect(await place({ symbol: B, side: 'BUY', type: 'MARKET', quantity: '0.1' })).toHaveProperty('fills');
    const maker = { symbol: B, side: 'BUY', type: 'LIMIT_MAKER', price: '50000', quantity: '0.1' };
    expect(Object.keys(await place(maker)).sort()).toEqual([
      'clientOrderId',
      'orderId',
      'orderListId',
      'symbol',
      'transactTime',
    ]);
    expect(await place({ ...maker, newOrderRespType: 'FULL' })).toMatchObject({ fills: [], status: 'NEW' });
  });
});
