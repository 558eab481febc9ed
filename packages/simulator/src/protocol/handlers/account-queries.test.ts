// Tests Binance's rules for the parameters of queries: web-socket-api.md, "Account order history", "Account order list
// history" and "Query Order list".
import { describe, expect, it } from 'vitest';
import { hmacKey, type Json, type Params, rest, WsClient } from '../../../test/raw-client.js';
import { createExchange, type VirtualClock } from '../../index.js';

const B = 'BTCUSDT';
const DAY = 86_400_000;
const OCO = {
  symbol: B,
  side: 'SELL',
  quantity: '0.1',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '70000',
  belowType: 'STOP_LOSS',
  belowStopPrice: '50000',
};

async function setUp() {
  const exchange = createExchange({ symbols: [B] });
  const clock = exchange.clock as VirtualClock;
  const key = hmacKey(exchange.createAccount({ balances: { BTC: '10', USDT: '1000000' } }));
  const socket = new WsClient(exchange);
  exchange.setBook(B, { bids: [['60000', '5']], asks: [['60010', '5']] });
  exchange.trade(B, { price: '60005', quantity: '1' });
  const call = async (route: string, params: Params): Promise<Json> =>
    (await rest(exchange, route.replace(' ', ' /api/v3/'), params, { key })).body;
  const ask = async (method: string, params: Params): Promise<Json> => {
    const answer = await socket.request(method, params, key);
    return (answer.error ?? answer.result) as Json;
  };
  const times: number[] = [];
  const lists: Json[] = [];
  for (const name of ['one', 'two', 'three']) {
    await clock.advance(1000);
    times.push(clock.now());
    lists.push(await call('POST orderList/oco', { ...OCO, listClientOrderId: name }));
  }
  const [{ orderId: first }] = lists[0]!.orders as [{ orderId: number }];
  /** Returns the numbers of the orders in an answer. The first order of the account has the number 1. */
  const orders = (rows: unknown): number[] => (rows as Json[]).map(({ orderId }) => (orderId as number) - first + 1);
  return { exchange, clock, call, ask, times, lists, first, orders };
}

const ids = (rows: unknown, name: string): unknown[] => (rows as Json[]).map((row) => row[name]);

describe('allOrders', () => {
  it('ignores orderId when a time is given, on both APIs', async () => {
    const { call, ask, times, first, orders } = await setUp();
    const params = { symbol: B, orderId: first + 5, startTime: times[1] };
    expect(orders(await ask('allOrders', params))).toEqual([3, 4, 5, 6]);
    expect(orders(await call('GET allOrders', params))).toEqual([3, 4, 5, 6]);
    expect(orders(await ask('allOrders', { symbol: B, orderId: first + 4 }))).toEqual([5, 6]);
    expect(orders(await ask('allOrders', { symbol: B, orderId: first + 4, endTime: times[0] }))).toEqual([1, 2]);
  });

  it('filters by the time of the last change of the order', async () => {
    const { clock, call, ask, times, orders } = await setUp();
    await clock.advance(1000);
    const changed = clock.now();
    await call('DELETE orderList', { symbol: B, orderListId: 0 });
    expect(orders(await ask('allOrders', { symbol: B, startTime: changed }))).toEqual([1, 2]);
    expect(orders(await ask('allOrders', { symbol: B, startTime: times[2] }))).toEqual([1, 2, 5, 6]);
  });
});

describe('a range of times in ms', () => {
  it('includes the whole millisecond of its end, as which a reply shows the time', async () => {
    const { exchange, clock, call } = await setUp();
    await clock.advance(1000.7);
    const shown = Math.floor(clock.now());
    await call('DELETE openOrders', { symbol: B });
    await call('POST order', { symbol: B, side: 'BUY', type: 'MARKET', quantity: '0.1' });
    const range = { symbol: B, startTime: shown, endTime: shown };
    expect(ids(await call('GET myTrades', range), 'time')).toEqual([shown]);
    expect(ids(await call('GET allOrders', range), 'updateTime')).toEqual(Array(7).fill(shown));
    expect(ids((await rest(exchange, 'GET /api/v3/aggTrades', range)).body, 'T')).toEqual([shown]);
    expect(await call('GET myTrades', { symbol: B, endTime: shown - 1 })).toEqual([]);
  });

  it('may be 24 hours long, and no longer', async () => {
    const { clock, call } = await setUp();
    const startTime = Math.floor(clock.now());
    const day = { symbol: B, startTime, endTime: startTime + DAY };
    await clock.advance(DAY);
    expect(ids(await call('GET allOrders', day), 'orderId')).toHaveLength(2);
    expect(await call('GET allOrders', { ...day, endTime: day.endTime + 1 })).toMatchObject({ code: -1127 });
  });

  // CHANGELOG.md, 2024-12-09: times outside of the range from 2017-01-01 to ten seconds after the present time are
  // adjusted to this range.
  it('is adjusted to the permitted times before its length is checked', async () => {
    const { clock, call, ask } = await setUp();
    const endTime = clock.now() + 7 * DAY;
    const startTime = clock.now() + 10_000 - DAY;
    const routes = ['GET allOrders', 'GET myTrades', 'GET myAllocations'];
    for (const route of routes) {
      expect(await call(route, { symbol: B, startTime, endTime }), route).toBeInstanceOf(Array);
      expect(await call(route, { symbol: B, startTime: startTime - 1, endTime }), route).toMatchObject({ code: -1127 });
    }
    expect(ids(await ask('allOrderLists', { startTime, endTime }), 'orderListId')).toEqual([0, 1, 2]);
    const second = Date.UTC(2017, 0, 2);
    expect(await ask('allOrderLists', { startTime: 1, endTime: second })).toEqual([]);
    expect(await ask('allOrderLists', { startTime: 1, endTime: second + 1 })).toMatchObject({ code: -1127 });
  });
});

describe('allOrderLists', () => {
  it('ignores fromId on the WebSocket API when a time is given; REST refuses the pair', async () => {
    const { call, ask, times } = await setUp();
    const params = { fromId: 2, startTime: times[1] };
    expect(ids(await ask('allOrderLists', params), 'orderListId')).toEqual([1, 2]);
    expect(ids(await ask('allOrderLists', { fromId: 2, endTime: times[0] }), 'orderListId')).toEqual([0]);
    expect(ids(await ask('allOrderLists', { fromId: 2 }), 'orderListId')).toEqual([2]);
    expect(await call('GET allOrderList', params)).toMatchObject({ code: -1128 });
  });
});

describe('orderList.status', () => {
  it('finds the list by origClientOrderId alone when both ids are given', async () => {
    const { ask, lists } = await setUp();
    const [one, two] = ids(lists, 'orderListId');
    expect(await ask('orderList.status', { orderListId: two, origClientOrderId: 'one' })).toMatchObject({
      orderListId: one,
      listClientOrderId: 'one',
    });
    expect(await ask('orderList.status', { orderListId: two, origClientOrderId: 'none' })).toMatchObject({
      code: -2013,
    });
    expect(await ask('orderList.status', { orderListId: two })).toMatchObject({ listClientOrderId: 'two' });
  });
});
