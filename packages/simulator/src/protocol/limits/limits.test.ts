import { describe, expect, it } from 'vitest';
import {
  type Answer,
  hmacKey,
  type Json,
  type RestOptions,
  rest,
  type TestKey,
  WsClient,
} from '../../../test/raw-client.js';
import { createExchange, type Exchange } from '../../index.js';

const B = 'BTCUSDT';
const ORDER = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50000', quantity: '0.1' };
/** Sends a request with a weight of 250. */
const heavy = (exchange: Exchange, options?: RestOptions): Promise<Answer> =>
  rest(exchange, 'GET /api/v3/depth', { symbol: B, limit: 5000 }, options);

function setUp(): { exchange: Exchange; key: TestKey } {
  const exchange = createExchange({
    symbols: [B],
    orderLimits: [
      { interval: 'SECOND', intervalNum: 10, limit: 3 },
      { interval: 'DAY', intervalNum: 1, limit: 1000 },
    ],
  });
  return { exchange, key: hmacKey(exchange.createAccount({ balances: { USDT: '1000000', BTC: '10' } })) };
}

/** Sends requests until the request weight of the minute, 6,000, is used up. */
async function exhaust(exchange: Exchange): Promise<void> {
  while ((await heavy(exchange)).status === 200);
}

describe('request weight', () => {
  it('is reported with every reply, refusals included, and resets every minute', async () => {
    const { exchange } = setUp();
    const used = async (): Promise<unknown> =>
      (await rest(exchange, 'GET /api/v3/nothing')).headers['x-mbx-used-weight-1m'];
    expect((await heavy(exchange)).headers['x-mbx-used-weight-1m']).toBe('250');
    expect(await used()).toBe('251');
    expect((await rest(exchange, 'GET /api/v3/depth', { symbol: 'NOSUCH' })).headers['x-mbx-used-weight-1m']).toBe(
      '256',
    );
    await exchange.advance(60_000);
    expect(await used()).toBe('1');
  });

  it('comes from the operation records: tickers by number of symbols, successful orders at no weight', async () => {
    const { exchange, key } = setUp();
    const weight = async (route: string, params: Json, signed = false): Promise<number> => {
      const before = Number((await rest(exchange, 'GET /api/v3/ping')).headers['x-mbx-used-weight-1m']);
      const { headers } = await rest(exchange, route, params, signed ? { key } : {});
      return Number(headers['x-mbx-used-weight-1m']) - before;
    };
    expect(await weight('GET /api/v3/ticker/24hr', { symbol: B })).toBe(2);
    expect(await weight('GET /api/v3/ticker/24hr', {})).toBe(80);
    expect(await weight('GET /api/v3/ticker', { symbols: [B] })).toBe(4);
    expect(await weight('GET /api/v3/depth', { symbol: B, limit: 101 })).toBe(25);
    expect(await weight('GET /api/v3/openOrders', {}, true)).toBe(80);
    expect(await weight('GET /api/v3/openOrders', { symbol: B }, true)).toBe(6);
    expect(await weight('POST /api/v3/order', ORDER, true)).toBe(0);
    expect(await weight('POST /api/v3/order', { ...ORDER, quantity: '19' }, true)).toBe(0);
    expect(await weight('POST /api/v3/order', { ...ORDER, quantity: '100' }, true)).toBe(1);
  });

  it('is counted per IP address for both APIs together; a connection costs 2', async () => {
    const { exchange } = setUp();
    await heavy(exchange, { ip: '10.0.0.1' });
    const client = new WsClient(exchange, '', '10.0.0.1');
    expect((await client.request('ping')).rateLimits).toEqual([
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 253 },
    ]);
    expect((await rest(exchange, 'GET /api/v3/ping')).headers['x-mbx-used-weight-1m']).toBe('1');
  });

  it('over the limit is 429 with the seconds to wait', async () => {
    const { exchange } = setUp();
    const client = new WsClient(exchange);
    await exhaust(exchange);
    await exchange.advance(15_500);
    const refused = await heavy(exchange);
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('45');
    expect(refused.body).toEqual({
      code: -1003,
      msg: 'Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.',
    });
    const ws = await client.request('ping');
    const now = exchange.clock.now();
    expect(ws).toMatchObject({
      status: 429,
      error: { code: -1003, data: { serverTime: now, retryAfter: now + 44_500 } },
    });
    await exchange.advance(45_000);
    expect((await heavy(exchange)).status).toBe(200);
  });
});

describe('bans', () => {
  it('follow when an IP address continues after 429, get longer each time, and close its connections', async () => {
    const { exchange } = setUp();
    const client = new WsClient(exchange);
    const bystander = new WsClient(exchange, '', '10.0.0.9');
    for (const minutes of [2, 10, 60]) {
      await exhaust(exchange);
      let answer = await heavy(exchange);
      for (let sent = 0; sent < 20 && answer.status !== 418; sent++) answer = await heavy(exchange);
      expect(answer.status).toBe(418);
      const until = exchange.clock.now() + minutes * 60_000;
      expect(answer.body).toEqual({
        code: -1003,
        msg: `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`,
      });
      expect(answer.headers['retry-after']).toBe(String(minutes * 60));
      expect(client.closed).toBeDefined();
      await exchange.advance(minutes * 60_000 - 1);
      expect((await rest(exchange, 'GET /api/v3/ping')).status).toBe(418);
      await exchange.advance(1);
      expect((await rest(exchange, 'GET /api/v3/ping')).status).toBe(200);
    }
    expect(bystander.closed).toBeUndefined();
    expect((await bystander.request('ping')).status).toBe(200);
  });

  it('are reported to a WebSocket API request before its connection is closed', async () => {
    const { exchange } = setUp();
    const client = new WsClient(exchange);
    await exhaust(exchange);
    let answer = await client.request('ping');
    for (let sent = 0; sent < 20 && answer.status === 429; sent++) answer = await client.request('ping');
    expect(answer).toMatchObject({ status: 418, error: { code: -1003, data: { retryAfter: expect.any(Number) } } });
    expect(client.closed).toBeDefined();
    const refusal = exchange.sockets.refuse('127.0.0.1', '/ws-api/v3');
    expect(refusal).toMatchObject({ status: 418, headers: { 'retry-after': '120' } });
    expect(JSON.parse(refusal?.body ?? '')).toMatchObject({ code: -1003 });
    expect(exchange.sockets.refuse('127.0.0.1', '/ws')).toBeUndefined();
    expect(exchange.sockets.refuse('10.0.0.9', '/ws-api/v3')).toBeUndefined();
  });

  it('come after handshakes that are refused for the weight that was spent', async () => {
    const { exchange } = setUp();
    await exhaust(exchange);
    const refusal = exchange.sockets.refuse('127.0.0.1', '/ws-api/v3');
    expect(refusal).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    await exchange.advance(60_000);
    expect(exchange.sockets.refuse('127.0.0.1', '/ws-api/v3')).toBeUndefined();
  });
});

describe('unfilled orders', () => {
  it('are reported in headers and rateLimits, and refused with 429 beyond the limit', async () => {
    const { exchange, key } = setUp();
    const client = new WsClient(exchange);
    const first = await rest(exchange, 'POST /api/v3/order', ORDER, { key });
    expect(first.headers).toMatchObject({ 'x-mbx-order-count-10s': '1', 'x-mbx-order-count-1d': '1' });
    const second = await client.request('order.place', ORDER, key);
    expect(second.rateLimits).toEqual([
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 3, count: 2 },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 1000, count: 2 },
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 2 },
    ]);
    await rest(exchange, 'POST /api/v3/order', ORDER, { key });
    await exchange.advance(4000);
    const refused = await rest(exchange, 'POST /api/v3/order', ORDER, { key });
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('6');
    expect(refused.body).toEqual({
      code: -1015,
      msg: 'Too many new orders; current limit is 3 orders per 10 SECOND.',
    });
    const ws = await client.request('order.place', ORDER, key);
    expect(ws).toMatchObject({ status: 429, error: { code: -1015 } });
    expect(ws.error?.data).toEqual({ serverTime: exchange.clock.now(), retryAfter: exchange.clock.now() + 6000 });
    await exchange.advance(6000);
    expect((await rest(exchange, 'POST /api/v3/order', ORDER, { key })).status).toBe(200);
  });

  it('that leave room for only a part of an order list refuse it until the interval ends', async () => {
    const { exchange, key } = setUp();
    const client = new WsClient(exchange);
    for (let sent = 0; sent < 2; sent++) await rest(exchange, 'POST /api/v3/order', ORDER, { key });
    await exchange.advance(4000);
    const oco = {
      ...{ symbol: B, side: 'SELL', quantity: '0.1' },
      ...{ aboveType: 'LIMIT_MAKER', abovePrice: '70000', belowType: 'STOP_LOSS', belowStopPrice: '40000' },
    };
    const refused = await rest(exchange, 'POST /api/v3/orderList/oco', oco, { key });
    expect(refused).toMatchObject({ status: 429, body: { code: -1015 }, headers: { 'retry-after': '6' } });
    const ws = await client.request('orderList.place.oco', oco, key);
    expect(ws.error?.data).toEqual({ serverTime: exchange.clock.now(), retryAfter: exchange.clock.now() + 6000 });
    expect((await rest(exchange, 'POST /api/v3/order', ORDER, { key })).status).toBe(200);
    const tested = await rest(exchange, 'POST /api/v3/order/test', ORDER, { key });
    expect(tested).toMatchObject({ status: 429, headers: { 'retry-after': '6' } });
    await exchange.advance(6000);
    expect((await rest(exchange, 'POST /api/v3/orderList/oco', oco, { key })).status).toBe(200);
  });

  it('are not counted by a test order', async () => {
    const { exchange, key } = setUp();
    for (let sent = 0; sent < 5; sent++) {
      expect((await rest(exchange, 'POST /api/v3/order/test', ORDER, { key })).status).toBe(200);
    }
    const counts = (await rest(exchange, 'GET /api/v3/rateLimit/order', {}, { key })).body as unknown as Json[];
    expect(counts.map(({ count }) => count)).toEqual([0, 0]);
  });
});

describe('the firewall', () => {
  it('answers 403 without JSON', async () => {
    const { exchange } = setUp();
    const answer = await rest(exchange, 'GET /api/v3/depth', { symbol: 'X UNION SELECT 1' });
    expect(answer).toMatchObject({ status: 403, headers: { 'content-type': 'text/html' } });
  });

  it('checks a long request in linear time', async () => {
    const { exchange } = setUp();
    const answer = await rest(exchange, 'GET /api/v3/depth', { symbol: 'select '.repeat(150_000) });
    expect(answer.body).toMatchObject({ code: -1100 });
  });
});

describe('connections', () => {
  it('are limited to the announced number', async () => {
    const { exchange } = setUp();
    const limits = { requestWeightPerMinute: 6000, rawRequestsPerFiveMinutes: 300_000, connectionsPerFiveMinutes: 2 };
    const strict = createExchange({ settings: { limits } });
    for (const { sockets } of [exchange, strict]) {
      expect(sockets.refuse('1.1.1.1', '/ws')).toBeUndefined();
      expect(sockets.refuse('1.1.1.1', '/ws')).toBeUndefined();
    }
    expect(exchange.sockets.refuse('1.1.1.1', '/ws')).toBeUndefined();
    expect(strict.sockets.refuse('1.1.1.1', '/ws')?.status).toBe(429);
  });
});
