import { createSpotClient, withEvents } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { event, FakeMarket } from '../../test/fake-market.js';
import { BinanceSocketManager, DepthCacheManager, trade, wsApi } from '../index.js';

const names = ['connect', 'disconnect', 'renew', 'gap'] as const;
const SHUTDOWN = '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}';

function tradeEvent(t: number) {
  return { e: 'trade', E: t, s: 'BNBBTC', t, p: '1.0', q: '2.0', T: t, m: true, M: true };
}

async function setUp(onError?: (error: unknown) => void) {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  const manager = new BinanceSocketManager({ environment: exchange.environment, clock, onError });
  const events: [string, object][] = [];
  for (const name of names) manager.on(name, (event) => events.push([name, { ...event }]));
  await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined, { notice: () => undefined }));
  return { clock, exchange, manager, events };
}

describe('manager.on', () => {
  it('emits the loss of a connection, its return after the downtime, and the gap of the stream', async () => {
    const { clock, exchange, manager, events } = await setUp();
    exchange.emit('bnbbtc@trade', tradeEvent(1));
    await clock.advance(20_000);
    exchange.cutAll();
    await clock.advance(1);
    const lostAt = clock.now() - 1;
    while (manager.status !== 'open') await clock.advance(1);
    const connection = 'market-1';
    const downtime = clock.now() - lostAt;
    expect(events).toMatchObject([
      ['connect', { connection, downtime: undefined }],
      ['disconnect', { connection, reason: expect.stringContaining('1006') }],
      ['gap', { stream: 'bnbbtc@trade', reason: expect.stringContaining('1006') }],
      ['connect', { connection, downtime: expect.closeTo(downtime, -1) }],
    ]);
    await manager.close();
    expect(events.at(-1)).toEqual(['disconnect', { connection, reason: 'closed' }]);
  });

  it('emits each renewal once, also the second one for the same reason', async () => {
    const { clock, exchange, manager, events } = await setUp();
    for (let renewal = 0; renewal < 2; renewal++) {
      const { length } = exchange.all;
      for (const socket of exchange.open) socket.deliver(SHUTDOWN);
      while (exchange.all.length === length || exchange.open.size !== 1) await clock.advance(100);
    }
    const reason = 'the exchange announced its shutdown';
    expect(events.slice(1)).toEqual([
      ['renew', { connection: 'market-1', reason }],
      ['renew', { connection: 'market-1', reason }],
    ]);
    await manager.close();
  });

  it('passes the first failure of a listener to `onError`, and affects no other listener', async () => {
    const errors: unknown[] = [];
    const { clock, exchange, manager, events } = await setUp((error) => errors.push(error));
    manager.on('disconnect', () => {
      throw new Error('mine');
    });
    manager.on('disconnect', () => Promise.reject(new Error('mine too')));
    for (let loss = 0; loss < 2; loss++) {
      exchange.cutAll();
      await clock.advance(20_000);
    }
    expect(manager.status).toBe('open');
    expect(events.filter(([name]) => name === 'disconnect')).toHaveLength(2);
    expect(errors).toEqual([new Error('mine'), new Error('mine too')]);
    await manager.close();
  });
});

describe('withEvents over the WebSocket API', () => {
  it('emits the connection, and request and response as over REST', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    exchange.onFrame = (socket, text) =>
      socket.reply({ id: JSON.parse(text).id, status: 200, result: {}, rateLimits: [] });
    const client = withEvents(createSpotClient({ environment: exchange.environment, clock, transport: wsApi() }));
    const events: [string, object][] = [];
    for (const name of ['connect', 'request', 'response', 'disconnect'] as const) {
      client.on(name, (event) => events.push([name, { ...event }]));
    }
    await clock.run(client.ping());
    client.close();
    const call = { call: 1, operation: 'ping', method: 'GET', path: '/api/v3/ping', attempt: 1, transport: 'wsApi' };
    expect(events).toEqual([
      ['request', { ...call, params: {}, waited: 0 }],
      ['connect', { connection: 'wsApi', downtime: undefined }],
      ['response', { ...call, duration: expect.any(Number), status: 200, error: undefined }],
      ['disconnect', { connection: 'wsApi', reason: 'closed' }],
    ]);
  });
});

describe('books.on', () => {
  it('emits why a book is rebuilt, as often as its counters say', async () => {
    const market = new FakeMarket();
    const snapshot = (lastUpdateId: number) => ({
      lastUpdateId,
      bids: [['9', '1'] as const],
      asks: [['11', '1'] as const],
    });
    market.snapshot = () => snapshot(100);
    const books = new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets });
    const events: unknown[] = [];
    books.on('resync', (event) => events.push(event));
    await market.clock.run(books.ready());
    expect(events).toEqual([]);
    market.snapshot = () => snapshot(106);
    market.send('bnbbtc@depth@100ms', event('BNBBTC', 105, 106));
    await market.clock.run(books.ready());
    expect(events).toEqual([{ symbol: 'BNBBTC', reason: 'gap' }]);
    expect(books.getDepthCache().metrics.resyncs).toMatchObject({ gap: 1 });
    await books.close();
  });

  it('emits that a book of a partial depth stream may be wrong after a loss', async () => {
    const market = new FakeMarket();
    const books = new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets, levels: 5 });
    const events: unknown[] = [];
    books.on('resync', (event) => events.push(event));
    await market.clock.advance(0);
    market.send('bnbbtc@depth5@100ms', { lastUpdateId: 1, bids: [['9', '1']], asks: [['11', '1']] });
    market.status('reconnecting');
    expect(events).toEqual([{ symbol: 'BNBBTC', reason: 'reconnect' }]);
    await books.close();
  });

  it('passes on the events of its connections', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const fetch = async (): Promise<Response> => Response.json({ lastUpdateId: 1, bids: [], asks: [] });
    const client = createSpotClient({ environment: exchange.environment, clock, fetch });
    const books = new DepthCacheManager(client, 'BNBBTC');
    const events: unknown[] = [];
    books.on('connect', ({ connection }) => events.push(connection));
    await clock.advance(100);
    expect(events).toEqual(['market-1']);
    await clock.run(books.close());
    client.close();
  });
});
