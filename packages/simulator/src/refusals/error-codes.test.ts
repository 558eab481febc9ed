import { describe, expect, it } from 'vitest';
import { errorCodes, filterFailures, orderRejections } from '../../../../tests/documented/index.js';
import { hmacKey, type Json, type Params, raw, rest, type TestKey, WsClient } from '../../test/raw-client.js';
import type { ProtocolSettings } from '../assumptions/assumptions.js';
import { createExchange, type Exchange, type VirtualClock } from '../index.js';

const B = 'BTCUSDT';
const LIMIT = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50000', quantity: '0.1' };
const OCO = { symbol: B, side: 'SELL', quantity: '0.1' };
const WORKING = {
  symbol: B,
  workingType: 'LIMIT',
  workingSide: 'BUY',
  workingPrice: '50000',
  workingQuantity: '0.1',
  workingTimeInForce: 'GTC',
};
const above = (aboveType: string, more: Params = {}): Params => ({ aboveType, ...more });
const below = (belowType: string, more: Params = {}): Params => ({ belowType, ...more });

class TestExchange {
  readonly exchange: Exchange;
  readonly key: TestKey;
  readonly client: WsClient;

  constructor(settings: Partial<ProtocolSettings> = {}) {
    this.exchange = createExchange({
      symbols: [B, 'BNBBTC'],
      orderLimits: [{ interval: 'SECOND', intervalNum: 10, limit: 5 }],
      settings: { activeSubscriptions: 1, lifetimeSubscriptions: 1, ...settings },
    });
    const account = this.exchange.createAccount({ balances: { BTC: '10', USDT: '1000000' } });
    this.key = hmacKey(account);
    this.client = new WsClient(this.exchange);
    this.exchange.setBook(B, { bids: [['60000', '5']], asks: [['60010', '5']] });
    this.exchange.trade(B, { price: '60005', quantity: '1' });
  }

  async get(path: string, params: Params = {}): Promise<Json> {
    return (await rest(this.exchange, `GET /api/v3/${path}`, params)).body;
  }

  async signed(route: string, params: Params = {}): Promise<Json> {
    const [verb, path] = route.split(' ');
    return (await rest(this.exchange, `${verb} /api/v3/${path}`, params, { key: this.key })).body;
  }

  order(change: Params = {}): Promise<Json> {
    const params = Object.entries({ ...LIMIT, ...change }).filter(([, value]) => value !== undefined);
    return this.signed('POST order', Object.fromEntries(params));
  }

  oco(one: Params, other: Params, change: Params = {}): Promise<Json> {
    return this.signed('POST orderList/oco', { ...OCO, ...one, ...other, ...change });
  }

  /**
   * Adds a fault that answers the next request with this status, code and message. Then sends a request and returns the
   * body of the answer. The request uses `environment.fetch`, because faults apply only to requests that come through
   * the network layer.
   */
  async faulty(status: number, code: number, msg: string): Promise<Json> {
    this.exchange.faults.script({ kind: 'status', status, body: JSON.stringify({ code, msg }), times: 1 });
    const response = await this.exchange.environment.fetch!('https://exchange.simulated/api/v3/ping');
    expect(response.status).toBe(status);
    return (await response.json()) as Json;
  }
}

type Provoke = (exchange: TestExchange) => Promise<Json | undefined>;

const error = async (answer: ReturnType<WsClient['request']>): Promise<Json | undefined> =>
  (await answer).error as Json | undefined;

const limitMaker = above('LIMIT_MAKER', { abovePrice: '70000' });
const stopLoss = below('STOP_LOSS', { belowStopPrice: '40000' });

const provocations: Record<number, Provoke> = {
  [-1000]: (w) => w.faulty(500, -1000, 'An unknown error occurred while processing the request.'),
  [-1001]: (w) => w.faulty(500, -1001, 'Internal error; unable to process your request. Please try again.'),
  [-1002]: (w) => error(w.client.request('userDataStream.subscribe')),
  [-1003]: async (w) => {
    let answer: Json = {};
    for (let sent = 0; sent < 25 && answer.code === undefined; sent++)
      answer = await w.get('depth', { symbol: B, limit: 5000 });
    return answer;
  },
  [-1006]: (w) =>
    w.faulty(500, -1006, 'An unexpected response was received from the message bus. Execution status unknown.'),
  [-1007]: (w) =>
    w.faulty(
      504,
      -1007,
      'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
    ),
  [-1008]: (w) =>
    w.faulty(503, -1008, 'Server is currently overloaded with other requests. Please try again in a few minutes.'),
  [-1013]: (w) => w.order({ quantity: '0.000001' }),
  [-1014]: (w) =>
    w.signed('POST orderList/oto', {
      ...WORKING,
      workingType: 'MARKET',
      pendingType: 'MARKET',
      pendingSide: 'SELL',
      pendingQuantity: '0.1',
    }),
  [-1015]: async (w) => {
    let answer: Json = {};
    for (let sent = 0; sent < 10 && answer.code === undefined; sent++) answer = await w.order();
    return answer;
  },
  [-1016]: (w) => w.faulty(503, -1016, 'This service is no longer available.'),
  [-1020]: (w) => error(w.client.request('order.teleport')),
  [-1021]: (w) => w.order({ timestamp: w.exchange.clock.now() - 5001 }),
  [-1022]: (w) =>
    rest(w.exchange, 'GET /api/v3/account', {}, { key: { ...w.key, sign: () => 'ab'.repeat(32) } }).then(
      ({ body }) => body,
    ),
  [-1034]: async (w) => {
    await w.client.request('userDataStream.subscribe.signature', {}, w.key);
    const other = hmacKey(w.exchange.createAccount());
    const many = createExchange({ symbols: [B], settings: { activeSubscriptions: 0 } });
    const lone = hmacKey(many.createAccount());
    expect(await error(w.client.request('userDataStream.subscribe.signature', {}, other))).toMatchObject({
      code: -2042,
    });
    return error(new WsClient(many).request('userDataStream.subscribe.signature', {}, lone));
  },
  [-1099]: (w) => w.get('teleport'),
  [-1100]: (w) => w.order({ price: '1e5' }),
  [-1101]: (w) => w.get('ping', { x: 1 }),
  [-1102]: (w) => w.get('depth'),
  [-1103]: (w) => error(w.client.request('depth', { symbol: B, x: 1 })),
  [-1104]: (w) => w.get('depth', { symbol: B, x: 1 }),
  [-1105]: (w) => w.get('depth', { symbol: '' }),
  [-1106]: (w) => w.order({ type: 'MARKET', timeInForce: undefined }),
  [-1108]: (w) => w.order({ quantity: '99999999999999' }),
  [-1111]: (w) => w.order({ quantity: '0.123456789' }),
  [-1115]: (w) => w.order({ timeInForce: 'GTX' }),
  [-1116]: (w) => w.order({ type: 'MAYBE' }),
  [-1117]: (w) => w.order({ side: 'HOLD' }),
  [-1118]: (w) => w.order({ newClientOrderId: '' }),
  [-1119]: (w) => w.signed('GET order', { symbol: B, origClientOrderId: '' }),
  [-1120]: (w) => w.get('klines', { symbol: B, interval: '7m' }),
  [-1121]: (w) => w.get('depth', { symbol: 'NOSUCH' }),
  [-1122]: (w) => w.get('depth', { symbol: B, symbolStatus: 'OPEN' }),
  [-1127]: (w) => w.signed('GET allOrders', { symbol: B, startTime: 1767000000000, endTime: 1767225600000 }),
  [-1128]: (w) => w.signed('GET myTrades', { symbol: B, fromId: 1, startTime: 1767225600000 }),
  [-1130]: (w) => w.get('depth', { symbol: B, limit: 0 }),
  [-1131]: () => new TestExchange({ recvWindowCode: -1131 }).signed('GET account', { recvWindow: 60_001 }),
  [-1134]: (w) => w.order({ strategyType: 999999 }),
  [-1135]: (w) => w.get('ticker/price', { symbols: '[BTCUSDT' }),
  [-1139]: (w) => w.get('ticker/24hr', { symbol: B, type: 'HUGE' }),
  [-1145]: (w) => w.signed('DELETE order', { symbol: B, orderId: 1, cancelRestrictions: 'NEVER' }),
  [-1151]: (w) => w.get('ticker/price', { symbols: [B, B] }),
  [-1152]: (w) =>
    rest(w.exchange, 'GET /api/v3/time', {}, { headers: { accept: 'application/sbe', 'x-mbx-sbe': 'three' } }).then(
      ({ body }) => body,
    ),
  [-1153]: (w) =>
    rest(w.exchange, 'GET /api/v3/time', {}, { headers: { accept: 'application/sbe', 'x-mbx-sbe': '9:9' } }).then(
      ({ body }) => body,
    ),
  [-1155]: (w) =>
    rest(w.exchange, 'GET /api/v3/time', {}, { headers: { accept: 'application/sbe', 'x-mbx-sbe': '3:5' } }).then(
      ({ body }) => body,
    ),
  [-1158]: (w) => w.oco(above('LIMIT', { abovePrice: '70000' }), stopLoss),
  [-1160]: (w) =>
    w.oco(limitMaker, below('STOP_LOSS_LIMIT', { belowStopPrice: '40000', belowPrice: '39000' }), {
      belowTimeInForce: 'IOC',
      belowIcebergQty: '0.01',
    }),
  [-1165]: (w) => w.oco(limitMaker, stopLoss, { side: 'BUY' }),
  [-1166]: (w) => w.oco(above('STOP_LOSS', { aboveStopPrice: '70000' }), below('LIMIT_MAKER', { belowPrice: '40000' })),
  [-1168]: (w) => w.oco(limitMaker, below('LIMIT_MAKER', { belowPrice: '40000' })),
  [-1194]: (w) =>
    rest(w.exchange, 'GET /api/v3/time', {}, { headers: { 'x-mbx-time-unit': 'FORTNIGHT' } }).then(({ body }) => body),
  [-1196]: (w) => w.oco(above('TAKE_PROFIT', { aboveStopPrice: '70000' }), stopLoss, { side: 'BUY' }),
  [-1197]: (w) =>
    w.oco(above('STOP_LOSS', { aboveStopPrice: '70000' }), below('TAKE_PROFIT', { belowStopPrice: '40000' })),
  [-1198]: (w) =>
    w.oco(above('TAKE_PROFIT', { aboveStopPrice: '70000' }), below('LIMIT_MAKER', { belowPrice: '40000' }), {
      side: 'BUY',
    }),
  [-1199]: (w) => w.oco(limitMaker, below('TAKE_PROFIT', { belowStopPrice: '40000' })),
  [-1210]: (w) => w.order({ price: undefined, pegPriceType: 'SOFT_PEG' }),
  [-1211]: (w) => w.order({ price: undefined, pegPriceType: 'PRIMARY_PEG', pegOffsetType: 'MILES', pegOffsetValue: 1 }),
  [-1220]: (w) => w.get('depth', { symbol: B, symbolStatus: 'HALT' }),
  [-1222]: (w) =>
    w.signed('POST orderList/opo', { ...WORKING, workingSide: 'SELL', pendingType: 'MARKET', pendingSide: 'SELL' }),
  [-1223]: (w) => w.signed('POST orderList/opo', { ...WORKING, pendingType: 'MARKET', pendingSide: 'BUY' }),
  [-1224]: (w) => {
    const { workingQuantity, ...rest } = WORKING;
    return w.signed('POST orderList/opo', { ...rest, pendingType: 'MARKET', pendingSide: 'SELL' });
  },
  [-1225]: (w) =>
    w.signed('POST orderList/opo', { ...WORKING, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1' }),
  [-2010]: (w) => w.order({ quantity: '50' }),
  [-2011]: (w) => w.signed('DELETE order', { symbol: B, orderId: 424242 }),
  [-2013]: (w) => w.signed('GET order', { symbol: B, orderId: 424242 }),
  [-2014]: (w) => raw(w.exchange, 'GET /api/v3/account', 'timestamp=1', '').then(({ body }) => body),
  [-2015]: (w) =>
    rest(w.exchange, 'GET /api/v3/account', {}, { key: { ...w.key, apiKey: 'x'.repeat(64) } }).then(({ body }) => body),
  [-2016]: (w) => w.get('ticker', { symbol: 'BNBBTC' }),
  [-2021]: async (w) => {
    const { orderId } = await w.order();
    const maker = { type: 'LIMIT_MAKER', price: '61000', timeInForce: undefined };
    const params = { ...LIMIT, ...maker, cancelOrderId: orderId, cancelReplaceMode: 'STOP_ON_FAILURE' };
    return w.signed('POST order/cancelReplace', JSON.parse(JSON.stringify(params)));
  },
  [-2022]: (w) =>
    w.signed('POST order/cancelReplace', { ...LIMIT, cancelOrderId: 424242, cancelReplaceMode: 'STOP_ON_FAILURE' }),
  [-2026]: async (w) => {
    const { orderId } = await w.order();
    await w.signed('DELETE order', { symbol: B, orderId });
    (w.exchange.clock as VirtualClock).skip(91 * 86_400_000);
    return w.signed('GET order', { symbol: B, orderId });
  },
  [-2035]: async (w) => {
    await w.client.request('userDataStream.subscribe.signature', {}, w.key);
    return error(w.client.request('userDataStream.subscribe.signature', {}, w.key));
  },
  [-2036]: (w) => error(w.client.request('userDataStream.unsubscribe', { subscriptionId: 3 })),
  [-2038]: async (w) => {
    const { orderId } = await w.order();
    return w.signed('PUT order/amend/keepPriority', { symbol: B, orderId, newQty: '0.2' });
  },
  [-2039]: async (w) => {
    const { orderId } = await w.order({ newClientOrderId: 'mine' });
    return w.signed('GET order', { symbol: B, orderId, origClientOrderId: 'other' });
  },
  [-2042]: async (w) => {
    await w.client.request('userDataStream.subscribe.signature', {}, w.key);
    await w.client.request('userDataStream.unsubscribe');
    return error(w.client.request('userDataStream.subscribe.signature', {}, w.key));
  },
  [-2043]: (w) => w.get('referencePrice', { symbol: B }),
};

/** Documented codes that the simulated exchange never sends, with the reason. */
const neverSent: Record<number, string> = {
  [-1010]: 'named in a heading only; the engine’s refusals come as -2010, -2011 and -2038',
  [-1112]: 'an order without a counterpart expires, or is refused with the -2010 texts about liquidity',
  [-1114]: 'a timeInForce that is not wanted is a parameter that is not wanted: -1106',
  [-1125]: 'listen keys were retired on 2026-02-20',
  [-1161]: 'binary answers are not offered: -1155',
  [-1167]: 'obsolete',
  [-1221]: 'binary requests are not offered',
};

describe('documented error codes', () => {
  const codes = errorCodes.filter(({ onlyFix }) => !onlyFix);

  it('are all produced here, or listed with the reason why not', () => {
    const known = new Set([...Object.keys(provocations), ...Object.keys(neverSent)].map(Number));
    expect(codes.map(({ code }) => code).filter((code) => !known.has(code))).toEqual([]);
  });

  for (const { code, messages } of codes) {
    const provoke = provocations[code];
    if (!provoke) continue;
    it(`${code} comes with a documented text`, async () => {
      const answer = await provoke(new TestExchange());
      expect(answer).toMatchObject({ code });
      const texts = [
        // One documented message names two parameters, but the message in an answer names only one of them. So a
        // placeholder replaces the two names.
        ...messages.map((text) => text.replace('aboveTimeInForce/belowTimeInForce', '%s')),
        ...orderRejections,
        ...filterFailures.map((filter) => `Filter failure: ${filter}`),
        // This is the text of Binance's rest-api.md, which differs from the text in errors.md.
        'Invalid cancelRestrictions',
      ];
      const patterns = texts.map((text) => new RegExp(`^${literal(text).replace(/%s|\\\{param\\\}/g, '.*')}\\.?$`));
      expect(
        patterns.some((pattern) => pattern.test(String(answer?.msg))),
        String(answer?.msg),
      ).toBe(true);
    });
  }
});

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
